// h makes an element. Text is always set as text, so nothing a user writes can
// become markup.
export function h(tag, attributes = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
    else if (value === true) el.setAttribute(name, "");
    else if (value !== false && value != null) el.setAttribute(name, value);
  }
  el.append(...children.filter((c) => c != null));
  return el;
}

const shapes = {
  menu: "M5 7h14M5 12h14M5 17h14",
  keyboard: "M3 6h18v12H3zM7 10h.01M12 10h.01M17 10h.01M7 14h10",
  talk: "M12 3a9 8 0 0 0-7 13l-1 5 5-2a9 8 0 1 0 3-16z",
  plus: "M12 3a9 9 0 1 0 .01 0M12 8v8M8 12h8",
  voice: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  photo: "M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 6M16 9h.01",
  video: "M3 6h12v12H3zM15 10l6-3v10l-6-3",
  place: "M12 21s7-6.500 7-11a7 7 0 0 0-14 0c0 4.500 7 11 7 11zM12 8a2 2 0 1 0 .01 0",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M3 12h18",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l2 1H4zM10 21h4",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  close: "M6 6l12 12M18 6L6 18",
  out: "M14 4h6v6M20 4l-9 9M18 13v7H4V6h7",
  waves: "M6 10a3 3 0 0 1 0 4M9 7a7 7 0 0 1 0 10M12 4a11 11 0 0 1 0 16",
};

const svg = "http://www.w3.org/2000/svg";

export function icon(name) {
  const el = document.createElementNS(svg, "svg");
  el.setAttribute("viewBox", "0 0 24 24");
  el.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg, "path");
  path.setAttribute("d", shapes[name]);
  el.append(path);
  return el;
}
