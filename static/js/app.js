/* Every page loads this: each import defines one element, or sees to all of a kind. */
import "./local-times.js";
import "./theme-switch.js";
import "./search-key.js";
import "./notice-bell.js";
import "./notice-permission.js";
import "./live-parts.js";
import "./import-job.js";
import "./import-queue.js";
import "./file-drop.js";
import "./form-once.js";
import "./page-dialog.js";
import "./product-dialog.js";
import "./product-selection.js";
import "./active-switch.js";
import "./value-suggestions.js";
import "./drag-order.js";
