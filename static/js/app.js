// Everything the studio runs in the browser. A module that finds nothing of its own on the page does nothing.
import "./toasts.js";
import "./dialogs.js";
import "./actions.js";
import "./progress.js";
import "./fragments.js";
import "./live.js";
import "./rows.js";
import "./gallery.js";
import "./lightbox.js";
import "./references.js";
import "./picker.js";
import "./composer.js";
import "./palette.js";
import "./thread.js";
import "./keys.js";
