// What is wrong with the page that is open, as a list of words.
(() => {
  const out = [];
  const phone = document.body.matches('.phone');
  const seen = e => {
    const r = e.getBoundingClientRect();
    return r.width > 1 && r.height > 1 && getComputedStyle(e).visibility !== 'hidden';
  };
  const start = e => e.textContent.trim().slice(0, 20);

  if (document.documentElement.scrollWidth > innerWidth) {
    out.push('wider than the screen: ' + document.documentElement.scrollWidth);
  }

  // A finger needs 60 pixels.
  const pressed = 'button, a:not(.text-link), summary, .choices label, .tick, textarea, select, input[type=text], input[type=tel], input[type=search]';
  if (phone) document.querySelectorAll(pressed).forEach(e => {
    const r = e.getBoundingClientRect();
    if (seen(e) && (r.height < 59.5 || r.width < 59.5)) out.push(`small: ${e.tagName} ${start(e)} ${r.width}x${r.height}`);
  });

  document.querySelectorAll('input:not([type=hidden]), textarea, select').forEach(e => {
    if (!e.labels?.length && !e.getAttribute('aria-label')) out.push('no label: ' + e.name);
  });

  // Contrast as WCAG 2 reckons it. A canvas reads every way of writing a colour.
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  canvas.canvas.width = canvas.canvas.height = 1;
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const d = canvas.getImageData(0, 0, 1, 1).data;
    return [d[0], d[1], d[2], d[3] / 255];
  };
  const over = (a, b) => a.slice(0, 3).map((v, i) => v * a[3] + b[i] * (1 - a[3])).concat(1);
  const behind = e => {
    const layers = [];
    for (; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const luminance = c => {
    const f = c.slice(0, 3).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * f[0] + .7152 * f[1] + .0722 * f[2];
  };
  document.querySelectorAll('body *').forEach(e => {
    const written = [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!written || !seen(e) || e.closest('[disabled]')) return;
    const style = getComputedStyle(e), back = behind(e);
    const a = luminance(back), b = luminance(over(rgba(style.color), back));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) out.push(`pale: ${start(e)} ${ratio.toFixed(2)}`);
    if (phone && parseFloat(style.fontSize) < 14 && !e.closest('.ctl')) out.push('tiny: ' + start(e));
  });
  return out;
})()
