/* The pages of webhooks load this: each import defines one element. */
import "./trial-button.js";
import "./copy-text.js";
