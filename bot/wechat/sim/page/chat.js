// Bubbles, cards and grey lines, as WeChat draws them.
import { h, icon } from "./dom.js";

const gap = 5 * 60 * 1000; // a time stands above what comes this much later

// drawItems keeps the elements of items that did not change, so that a video
// goes on playing when another message comes.
export function drawItems(chat, items, phone) {
  const before = phone.bubbles || new Map();
  phone.bubbles = new Map();
  const out = [];
  let last = 0;
  for (const item of items) {
    const at = Date.parse(item.time);
    if (at - last > gap) out.push(h("div", { class: "time" }, clock(at)));
    last = at;
    const text = JSON.stringify(item);
    const old = before.get(item.id);
    const kept = old && old.text === text ? old : { text, node: drawItem(item, phone) };
    phone.bubbles.set(item.id, kept);
    out.push(kept.node);
  }
  chat.replaceChildren(...out);
}

// surname is the character on a phone's face: 张 of 张三代表, 陈 of 小陈.
function surname(name) { return name.replace(/^[小老](?=.)|代表$/g, "").slice(0, 1) || name; }

function clock(at) {
  return new Date(at).toLocaleString("zh-CN", {
    timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
  });
}

function drawItem(item, phone) {
  if (item.from === "system") return h("div", { class: "grey out" }, item.text);
  if (item.kind === "event") return h("div", { class: "grey" }, item.text, fate(item, "retry"));
  if (item.kind === "template") return template(item, phone);
  if (item.kind === "news") return news(item, phone);
  const face = item.from === "user" ? surname(phone.user.name) : "官";
  return h("div", { class: "row " + item.from },
    h("div", { class: "face", "aria-hidden": "true" }, face), bubble(item, phone), item.from === "user" ? fate(item, "fate") : null);
}

// fate shows how the delivery to the callback goes: silent when all is well.
function fate(item, base) {
  const tries = (item.attempts || []).length;
  if (item.state === "sending") {
    return h("span", { class: base }, h("span", { class: "spin" }), tries ? ` 第 ${tries + 1} 次投递` : "");
  }
  const log = (item.attempts || []).map((a, i) => `第 ${i + 1} 次：${a.error || "已应答"}（${Math.round(a.took / 1e6)} 毫秒）`).join("\n");
  if (item.state === "failed") return h("span", { class: base + " bad", title: log }, "投递失败");
  if (item.state === "undelivered") return h("span", { class: base + " bad" }, "未投递");
  if (tries > 1) return h("span", { class: base, title: log }, `第 ${tries} 次送达`);
  return null;
}

const pictureOf = (id) => `/mmbiz_jpg/${id}/0`;

function bubble(item, phone) {
  switch (item.kind) {
    case "image":
      return h("div", { class: "bubble picture" }, h("img", { src: pictureOf(item.media_id), alt: "图片", onload: () => phone.toEnd() }));
    case "video":
    case "shortvideo":
      return h("div", { class: "bubble picture" }, h("video", { src: pictureOf(item.media_id), controls: true, preload: "metadata", onloadedmetadata: () => phone.toEnd() }));
    case "voice":
      return h("div", { class: "bubble voice" }, h("span", { class: "icon" }, icon("waves")), "语音");
    case "location":
      return h("div", { class: "bubble place" }, h("b", {}, item.place.label || "位置"),
        h("small", {}, `${item.place.x.toFixed(4)}, ${item.place.y.toFixed(4)}`), h("div", { class: "map" }));
    case "link":
      return h("div", { class: "bubble" }, item.title || item.url);
    case "file":
      return h("div", { class: "bubble" }, "文件：" + (item.title || "未命名"));
    case "msgmenu":
      return h("div", { class: "bubble" }, item.menu.head_content,
        ...item.menu.list.map((l) => h("button", { class: "line", onclick: () => phone.act("tap", { bizmsgmenuid: l.id }) }, l.content)),
        item.menu.tail_content || null);
  }
  return h("div", { class: "bubble" }, ...rich(item.text || item.title || `［${item.kind}］`, phone));
}

const link = /<a\s+href="([^"]*)"[^>]*>([^<]*)<\/a>|(https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+)/g;

// rich makes links of what WeChat makes links of; all else stays text.
function rich(text, phone) {
  const out = [];
  let from = 0;
  for (const m of text.matchAll(link)) {
    out.push(text.slice(from, m.index), anchor(m[1] ?? m[3], m[2] ?? m[3], phone));
    from = m.index + m[0].length;
  }
  out.push(text.slice(from));
  return out;
}

function anchor(raw, label, phone) {
  const href = raw.replaceAll("&amp;", "&");
  if (href.startsWith("weixin://bizmsgmenu")) {
    const q = new URLSearchParams(href.slice(href.indexOf("?") + 1));
    const tap = { bizmsgmenuid: q.get("msgmenuid") || "", text: q.get("msgmenucontent") || "" };
    return go(label, () => phone.act("tap", tap));
  }
  return /^https?:\/\//.test(href) ? go(label, () => phone.open(href)) : label;
}

const go = (label, run) => h("a", { href: "#", onclick: (e) => { e.preventDefault(); run(); } }, label);

function template(item, phone) {
  const rows = item.fields.flatMap((f) => [h("dt", {}, f.label), h("dd", {}, f.value)]);
  const inside = [h("div", { class: "head" }, item.title), h("dl", {}, ...rows)];
  if (!item.url) return h("div", { class: "card" }, ...inside);
  return h("button", { class: "card", onclick: () => phone.open(item.url) }, ...inside,
    h("span", { class: "more" }, h("span", {}, "查看详情"), h("span", { "aria-hidden": "true" }, "›")));
}

function news(item, phone) {
  const cards = item.articles.map((a) => h("button", { class: "card", onclick: () => a.url && phone.open(a.url) },
    a.picurl && a.picurl.includes("/mmbiz_jpg/") ? h("img", { src: new URL(a.picurl).pathname, alt: "", onload: () => phone.toEnd() }) : null,
    h("div", { class: "head" }, a.title), a.description ? h("div", { class: "said" }, a.description) : null));
  return h("div", {}, ...cards);
}
