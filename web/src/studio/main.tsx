import "../style/tokens.css";
import "../style/base.css";
import "../style/studio/frame.css";
import "../style/studio/parts.css";
import "../style/studio/queue.css";
import "../style/studio/make.css";
import "../style/studio/pictures.css";
import "../style/studio/bulk.css";
import "../style/studio/displays.css";
import "../style/studio/begin.css";
import "../style/studio/insights.css";
import "../style/studio/settings.css";

import { render } from "preact";

import { leadNewcomers } from "./begin/state";
import { Frame } from "./frame";
import { listen } from "./live";
import { showTheme } from "./theme";

showTheme();
listen();
const page = document.getElementById("page");
if (page) render(<Frame />, page);
void leadNewcomers();
