/* Numbers, sizes and times in words: the same ones as the server's (product_importer/lib/humanize.py). */
const numbers = new Intl.NumberFormat("en");

export const number = (value) => numbers.format(value);

export function duration(seconds) {
  if (seconds > 0 && seconds < 0.05) return "under 0.1 s";
  if (seconds < 60) return `${short(seconds)} s`;
  if (seconds < 3600) return `${short(seconds / 60)} min`;
  return `${short(seconds / 3600)} h`;
}

export function clock(seconds) {
  const whole = Math.max(Math.floor(seconds), 0);
  const [hours, minutes, left] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part) => String(part).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(left)}` : `${minutes}:${two(left)}`;
}

export function size(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let [amount, unit] = [bytes, 0];
  for (; amount >= 1024 && unit < units.length - 1; unit += 1) amount /= 1024;
  return `${short(amount)} ${units[unit]}`;
}

/* "{file} is empty" with {file: "a.csv"} → "a.csv is empty" */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (slot, name) => {
    const value = values[name] ?? slot;
    return typeof value === "number" ? number(value) : value;
  });
}

/* The bar of outcomes in thousandths, as the server draws it first. */
export function barParts(counts) {
  const total = Object.values(counts).reduce((sum, value) => sum + value, 0);
  const wanted = Object.entries(counts).map(([name, value]) => [name, value ? Math.max(6, (value * 1000) / total) : 0]);
  const scale = 1000 / (wanted.reduce((sum, [, width]) => sum + width, 0) || 1);
  let start = 0;
  return wanted.map(([name, width]) => {
    const part = { name, x: start.toFixed(1), width: width ? (width * scale).toFixed(1) : "0" };
    start += width * scale;
    return part;
  });
}

function short(amount) {
  return amount >= 9.95 ? number(Math.floor(amount + 0.5)) : String(Math.floor(amount * 10 + 0.5) / 10);
}
