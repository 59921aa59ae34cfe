// Talking to the emulator. Failures are shown, and answered with null.
const toast = document.getElementById("problem");
let fade = 0;

export function problem(text) {
  toast.textContent = text;
  toast.hidden = false;
  clearTimeout(fade);
  fade = setTimeout(() => { toast.hidden = true; }, 5000);
}

const words = new Map([
  ["this user does not follow the account", "这位用户没有关注公众号。"],
  ["this code has expired", "二维码已过期。"],
  ["this is not a code of the account", "这不是本公众号的二维码。"],
]);

async function ask(url, options) {
  try {
    const answer = await fetch(url, options);
    const body = await answer.json();
    if (answer.ok) return body;
    problem(words.get(body.error) || `操作没有成功：${body.error}`);
  } catch (err) {
    if (err.name !== "AbortError") problem("连不上模拟器，正在重试。");
  }
  return null;
}

export const get = (url, signal) => ask(url, { signal });

export const post = (url, body) =>
  ask(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
