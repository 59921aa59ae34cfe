package browser

import (
	_ "embed" // axe.min.js
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axe is axe-core, which knows the rules of WCAG. It is for tests only: nothing
// the program is built from imports this package.
//
//go:embed third_party/axe-core@4.14.1/axe.min.js
var axe string

// judge runs axe and gives what hinders people seriously, a line for each rule
// with the first few places.
const judge = `axe.run(document, {resultTypes: ['violations']}).then(r => r.violations
	.filter(v => v.impact === 'serious' || v.impact === 'critical')
	.map(v => v.impact + ': ' + v.id + ': ' + v.help + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.html.slice(0, 160)).join(' | ')))`

// Axe gives what axe-core finds serious or critical in the page that is open. It
// comes in by the debugger, where the page's policy does not hold, and once for each
// document: the browser takes longer to compile it than it takes to judge a page.
func (tab *Tab) Axe(t testing.TB) (found []string) {
	t.Helper()
	var here bool
	tab.Run(t, chromedp.Evaluate(`!!window.axe?.run`, &here))
	if !here {
		tab.Run(t, chromedp.Evaluate(axe, nil, skipResult))
	}
	tab.Run(t, chromedp.Evaluate(judge, &found, awaitPromise))
	return found
}

func skipResult(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithReturnByValue(false) }

func awaitPromise(p *runtime.EvaluateParams) *runtime.EvaluateParams {
	return p.WithAwaitPromise(true)
}
