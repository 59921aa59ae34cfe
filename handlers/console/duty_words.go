package console

import (
	"fmt"
	"strings"
	"time"

	"liaison/store"
)

// runState is how a run stands.
func runState(r *store.Run) stateMark {
	switch {
	case r.Waits():
		return stateMark{"等待运行", "going"}
	case r.Finished.IsZero():
		return stateMark{"运行中", "going"}
	case r.Failed():
		return stateMark{"失败", "new"}
	case r.Outcome != store.RunOK:
		return stateMark{"请留意", "due"}
	}
	return stateMark{"正常", "done"}
}

// runNote says what an operator must know of a run that is over; the class of a
// failure stands beside it as the log has it.
func runNote(r *store.Run) string {
	year, holidays := strings.CutPrefix(r.Outcome, "holidays of ")
	switch {
	case r.Finished.IsZero() || r.Outcome == store.RunOK:
		return ""
	case r.Outcome == store.RunTooLong:
		return "超过规定的时间还没有做完，已经停下"
	case r.Outcome == store.RunConflict:
		return "与别人同时修改了同一项"
	case strings.HasPrefix(r.Outcome, store.RunPanicked):
		return "程序出错"
	case r.Failed():
		return "没有做完"
	case holidays:
		return strings.TrimSuffix(year, " are missing") + "年的放假和调休安排还没有导入"
	case strings.HasPrefix(r.Outcome, "the audit was tampered with"):
		return "审计记录被改动过，请看“审计”"
	case r.Outcome == "there is no such duty":
		return "没有这项任务"
	}
	return r.Outcome
}

// runClass is the class of a failure as the log has it; empty for what went well.
func runClass(r *store.Run) string {
	if !r.Failed() {
		return ""
	}
	return r.Outcome
}

// tookWords is how long a run took.
func tookWords(r *store.Run) string {
	d := r.Took()
	switch {
	case d == 0:
		return "—"
	case d < 100*time.Millisecond:
		return "不到0.1秒"
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f秒", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%d秒", int(d.Seconds()))
	}
	return fmt.Sprintf("%d分%d秒", int(d.Minutes()), int(d.Seconds())%60)
}
