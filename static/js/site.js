// What most pages can do. config/static.py puts these into one file; each of them stands alone.
import "./face.js";
import "./page-guard.js";
import "./leave-now.js";
import "./idle-lock.js";
import "./keys.js";
import "./autosave.js";
import "./photos.js";
import "./more-below.js";
import "./calendar-keys.js";
