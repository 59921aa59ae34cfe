// The phones of the emulator's users. All state lives in the emulator; this page
// draws it and asks again as soon as there is news.
import { h, icon } from "./dom.js";
import { drawItems } from "./chat.js";
import { post, get, problem } from "./api.js";
import { Sheet } from "./sheet.js";

const phones = new Map(); // openid → Phone, in the order shown
const main = document.getElementById("phones");
const shared = { version: 0, codes: [], notices: [], frame: false, name: "公众号", total: 0 };
let asking = null;

class Phone {
  constructor(openid) {
    this.openid = openid;
    this.user = { name: "", following: false };
    this.drawn = "";
    this.typing = false;
    this.chat = h("div", { class: "chat", role: "log" });
    this.dock = h("div", { class: "dock" });
    this.panel = h("div", { class: "panel", hidden: true });
    this.body = h("div", { class: "phone" });
    this.name = h("strong");
    this.follow = h("button", { onclick: () => this.toggleFollow() });
    this.root = h("section", { class: "person" },
      h("header", {}, this.name, h("span", {}, this.follow, h("button", { onclick: () => remove(this.openid) }, "收起"))),
      this.body);
    this.input = h("input", { "aria-label": "输入消息", autocomplete: "off", enterkeyhint: "send" });
    this.sheet = new Sheet(this);
    this.fillPanel();
  }

  act(name, body = {}) {
    return post(`/sim/users/${encodeURIComponent(this.openid)}/${name}?wait=0`, body);
  }

  async toggleFollow() {
    await this.act(this.user.following ? "unfollow" : "follow");
  }

  update(state) {
    const text = JSON.stringify([state, shared.name]);
    if (text === this.drawn) return;
    const before = this.drawn && JSON.parse(this.drawn)[0];
    this.drawn = text;
    this.user = state;
    this.menu = state.menu || [];
    this.name.textContent = `${state.name}的手机`;
    this.follow.textContent = state.following ? "取消关注" : "";
    if (!state.following) return this.drawStranger(state);
    const wasStranger = !before || !before.following;
    if (wasStranger) this.drawFollower();
    if (wasStranger || JSON.stringify(before.menu) !== JSON.stringify(state.menu)) this.drawDock();
    drawItems(this.chat, state.items, this);
    this.toEnd();
  }

  // toEnd shows the newest bubble; pictures call it again when they know their size.
  toEnd() { this.chat.scrollTop = this.chat.scrollHeight; }

  drawStranger(state) {
    const known = state.items.length > 0;
    this.body.replaceChildren(
      h("div", { class: "title" }, shared.name),
      h("div", { class: "hello" },
        h("div", { class: "face", "aria-hidden": "true" }, shared.name.slice(0, 1)),
        h("b", {}, shared.name),
        h("p", {}, known ? "已取消关注，收不到公众号的消息。" : "还没有关注这个公众号。"),
        h("button", { class: "big", onclick: () => this.toggleFollow() }, "关注公众号"),
        h("button", { class: "big second", onclick: () => this.sheet.scan(shared.codes) }, "扫码关注")));
  }

  drawFollower() {
    this.body.replaceChildren(h("div", { class: "title" }, shared.name), this.chat, this.dock, this.panel);
  }

  drawDock() {
    this.panel.hidden = true;
    if (this.menu.length === 0) this.typing = true;
    this.dock.replaceChildren(...(this.typing ? this.keyboard() : this.buttons()));
  }

  swap() {
    this.typing = !this.typing;
    this.drawDock();
    if (this.typing) this.input.focus();
  }

  keyboard() {
    const send = async (e) => {
      e.preventDefault();
      const text = this.input.value;
      if (!text.trim()) return;
      this.input.value = "";
      if (!(await this.act("say", { text }))) this.input.value = text;
    };
    const toMenu = h("button", { class: "icon", type: "button", "aria-label": "切换到菜单", onclick: () => this.swap() }, icon("menu"));
    return [
      this.menu.length ? toMenu : h("span", { class: "icon" }, icon("talk")),
      h("form", { class: "typing", onsubmit: send }, this.input, h("button", {}, "发送")),
      h("button", { class: "icon", "aria-label": "更多", onclick: () => this.togglePanel() }, icon("plus")),
    ];
  }

  buttons() {
    const toKeys = h("button", { class: "icon", "aria-label": "切换到键盘", onclick: () => this.swap() }, icon("keyboard"));
    return [toKeys, h("div", { class: "menu" }, ...this.menu.map((b, i) => this.topButton(b, i)))];
  }

  topButton(button, i) {
    const subs = button.sub_button || [];
    const cell = h("div", {});
    if (subs.length === 0) {
      cell.append(h("button", { onclick: () => this.press(button, [i]) }, button.name));
      return cell;
    }
    const pop = h("div", { class: "pop", hidden: true },
      ...subs.map((b, j) => h("button", { onclick: () => { pop.hidden = true; this.press(b, [i, j]); } }, b.name)));
    const open = () => {
      const show = pop.hidden;
      this.dock.querySelectorAll(".pop").forEach((p) => { p.hidden = true; });
      pop.hidden = !show;
    };
    cell.append(pop, h("button", { class: "sub", "aria-haspopup": "true", onclick: open }, button.name));
    return cell;
  }

  async press(button, path) {
    if (button.type.startsWith("scancode")) return this.sheet.scanInto(path);
    const out = await this.act("tap", { path });
    if (out && out.url) this.open(out.url);
  }

  togglePanel() {
    this.panel.hidden = !this.panel.hidden;
    this.toEnd();
  }

  fillPanel() {
    const entry = (name, label, run) =>
      h("button", { onclick: () => { this.panel.hidden = true; run(); } }, h("span", { class: "icon" }, icon(name)), label);
    this.panel.append(
      entry("voice", "语音", () => this.sheet.voice()),
      entry("photo", "照片", () => this.sheet.photo()),
      entry("video", "小视频", () => this.act("send", { kind: "shortvideo" })),
      entry("place", "位置", () => this.sheet.place()),
      entry("scan", "扫一扫", () => this.sheet.scan(shared.codes)),
      entry("bell", "订阅通知", () => this.sheet.notices(shared.notices)),
      entry("file", "文件", () => this.act("send", { kind: "file", title: "示例文件.txt" })));
  }

  // open shows an H5 page as this user. All phones share this browser, so a page
  // open on another phone is closed first: it would go on as the wrong person.
  open(url) {
    for (const other of phones.values()) other.closeWeb();
    const address = `/sim/open?openid=${encodeURIComponent(this.openid)}&url=${encodeURIComponent(url)}`;
    if (!shared.frame) {
      this.window = window.open(address, "h5", "width=390,height=844");
      if (!this.window) problem("浏览器拦住了弹出窗口，请允许本页弹出窗口后再试。");
      return;
    }
    const frame = h("iframe", { src: address, title: "网页" });
    const outside = h("button", { "aria-label": "在新窗口打开", onclick: () => window.open(address, "h5") }, icon("out"));
    this.web = h("div", { class: "web" },
      h("div", {}, h("button", { "aria-label": "关闭网页", onclick: () => this.closeWeb() }, icon("close")), h("strong", {}, "网页"), outside),
      frame);
    this.body.append(this.web);
  }

  closeWeb() {
    this.web?.remove();
    this.web = null;
    this.window?.close();
    this.window = null;
  }
}

function remember() {
  localStorage.setItem("phones", JSON.stringify([...phones.keys()]));
}

function add(openid) {
  if (phones.has(openid)) return phones.get(openid).root.scrollIntoView({ inline: "center" });
  const phone = new Phone(openid);
  phones.set(openid, phone);
  main.append(phone.root);
  remember();
  ask(0);
}

function remove(openid) {
  phones.get(openid).closeWeb();
  phones.get(openid).root.remove();
  phones.delete(openid);
  remember();
  ask(0);
}

// ask waits for news of the phones shown; a new question replaces a waiting one.
async function ask(since) {
  asking?.abort();
  const mine = asking = new AbortController();
  while (!mine.signal.aborted) {
    const query = [...phones.keys()].map((id) => "&openid=" + encodeURIComponent(id)).join("");
    const state = await get(`/sim/phones?since=${since}${query}`, mine.signal);
    if (mine.signal.aborted) return;
    if (!state) {
      await new Promise((wake) => setTimeout(wake, 2000));
      continue;
    }
    since = state.version;
    Object.assign(shared, state);
    document.getElementById("nowhere").hidden = state.callback;
    document.getElementById("now").textContent = state.now;
    drawTexts(state);
    for (const p of state.phones) phones.get(p.openid)?.update(p);
  }
}

// drawTexts lists what the gateway of text messages was given.
function drawTexts(state) {
  document.getElementById("texts").hidden = !state.gateway;
  document.getElementById("no-texts").hidden = state.texts.length > 0;
  document.getElementById("text-list").replaceChildren(...state.texts.map((m) =>
    h("li", {}, h("b", {}, m.phone), h("time", {}, m.at), h("p", {}, m.text))));
}

async function knownUsers() {
  const answer = await get("/sim/users");
  const users = answer ? answer.users : [];
  document.getElementById("known").replaceChildren(...users.slice(0, 200).map((u) => h("option", { value: u.name })));
  return users;
}

document.getElementById("add").addEventListener("submit", async (e) => {
  e.preventDefault();
  const field = e.target.elements.who;
  const name = field.value.trim();
  const found = (await knownUsers()).find((u) => u.name === name);
  const user = found || await post("/sim/users", { name });
  if (!user) return;
  field.value = "";
  add(user.openid);
  knownUsers();
});

document.getElementById("clock").addEventListener("submit", (e) => {
  e.preventDefault();
  post("/sim/clock", { advance: document.getElementById("ahead").value });
});

async function start() {
  const users = await knownUsers();
  let saved = [];
  try { saved = JSON.parse(localStorage.getItem("phones")) || []; } catch { /* an empty start */ }
  const known = new Set(users.map((u) => u.openid));
  const wanted = saved.filter((id) => known.has(id));
  const first = wanted.length ? wanted : users.slice(0, 3).map((u) => u.openid);
  for (const id of first) add(id);
  if (first.length === 0) ask(0);
}

start();
