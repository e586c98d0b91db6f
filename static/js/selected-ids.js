/* Which products are selected on all pages of a list, for as long as the tab is open. Another list, with other filters,
   begins with none. */
const NAME = "products-selected";

export class SelectedIds {
  constructor(list) {
    this.list = list;
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? "{}");
    this.ids = new Set(kept.list === list ? kept.ids : []);
  }

  get size() {
    return this.ids.size;
  }

  has(id) {
    return this.ids.has(id);
  }

  set(id, isSelected) {
    if (isSelected) this.ids.add(id);
    else this.ids.delete(id);
  }

  clear() {
    this.ids.clear();
  }

  keep() {
    sessionStorage.setItem(NAME, JSON.stringify({ list: this.list, ids: [...this.ids] }));
  }

  toString() {
    return [...this.ids].join(",");
  }
}
