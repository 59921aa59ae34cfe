// The sheets that slide up in a phone: what to send, what to scan.
import { h } from "./dom.js";
import { problem } from "./api.js";

const most = 10 << 20; // bytes of a chosen file

export class Sheet {
  constructor(phone) { this.phone = phone; }

  show(title, ...content) {
    this.close();
    const inside = h("div", { role: "dialog", "aria-label": title }, h("h2", {}, title), ...content);
    this.root = h("div", { class: "sheet", onclick: (e) => { if (e.target === this.root) this.close(); } }, inside);
    this.root.addEventListener("keydown", (e) => { if (e.key === "Escape") this.close(); });
    this.phone.body.append(this.root);
    inside.querySelector("button, input")?.focus();
  }

  close() { this.root?.remove(); }

  pick(label, run, ...before) {
    return h("button", { class: "pick", onclick: () => { this.close(); run(); } }, ...before, label);
  }

  // file is a pick that opens the browser's own chooser.
  file(label, accept, send) {
    const input = h("input", { type: "file", accept, hidden: true });
    input.addEventListener("change", async () => {
      const chosen = input.files[0];
      this.close();
      if (!chosen) return;
      if (chosen.size > most) return problem("文件超过 10 MB。");
      send(await base64(chosen), chosen.name);
    });
    return h("button", { class: "pick", onclick: () => input.click() }, label, input);
  }

  voice() {
    const send = (more) => this.phone.act("send", { kind: "voice", ...more });
    this.show("发送语音", this.pick("按住说话（发送示例语音，3 秒）", () => send({})),
      this.file("选择录音文件（amr、mp3）", ".amr,.mp3", (data, name) => send({ data, format: name.endsWith("mp3") ? "mp3" : "amr" })));
  }

  photo() {
    const send = (more) => this.phone.act("send", { kind: "image", ...more });
    this.show("发送照片", this.pick("拍照（发送示例照片：路面积水）", () => send({})),
      this.file("从相册选择", "image/*", (data) => send({ data })));
  }

  place() {
    const label = h("input", { value: "浙江省杭州市下城区环城北路", maxlength: "100" });
    const x = h("input", { value: "30.274085", inputmode: "decimal" });
    const y = h("input", { value: "120.155070", inputmode: "decimal" });
    const send = () => {
      const place = { x: Number(x.value), y: Number(y.value), scale: 15, label: label.value };
      if (!Number.isFinite(place.x) || !Number.isFinite(place.y)) return problem("经纬度应为数字。");
      this.close();
      this.phone.act("send", { kind: "location", place });
    };
    this.show("发送位置", h("label", {}, "地址", label), h("label", {}, "纬度", x), h("label", {}, "经度", y),
      h("button", { class: "big", onclick: send }, "发送"));
  }

  scan(codes) { this.codes("扫一扫", codes, (scan) => this.phone.act("scan", scan)); }

  codes(title, codes, run) {
    const typed = h("input", { placeholder: "二维码的场景值、ticket 或网址" });
    const go = () => {
      const text = typed.value.trim();
      if (!text) return;
      this.close();
      run(text.startsWith("http") ? { url: text } : text.startsWith("gQ") ? { ticket: text } : { scene: text });
    };
    const list = codes.map((c) => this.pick(c.scene, () => run({ ticket: c.ticket }),
      h("img", { src: "/cgi-bin/showqrcode?ticket=" + encodeURIComponent(c.ticket), alt: "", loading: "lazy" })));
    this.show(title, ...(list.length ? list : [h("p", { class: "none" }, "公众号还没有生成二维码。")]),
      h("label", {}, "或直接输入", typed), h("button", { class: "big", onclick: go }, "扫描"));
  }

  // scanInto is the scanner behind a menu button, which reads any code.
  scanInto(path) {
    const typed = h("input", { placeholder: "二维码的内容" });
    this.show("扫一扫", h("label", {}, "二维码的内容", typed),
      h("button", { class: "big", onclick: () => { this.close(); this.phone.act("tap", { path, result: typed.value }); } }, "扫描"));
  }

  notices(list) {
    const rows = list.flatMap((n) => [
      this.pick(`允许：${n.title}`, () => this.phone.act("consent", { template_id: n.id, accept: true })),
      this.pick(`拒绝：${n.title}`, () => this.phone.act("consent", { template_id: n.id, accept: false })),
    ]);
    this.show("订阅通知", ...(rows.length ? rows : [h("p", { class: "none" }, "公众号没有订阅通知模板。")]));
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
