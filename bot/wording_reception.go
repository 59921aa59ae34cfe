package bot

import (
	"fmt"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// The sentences about reception days (代表接待选民日).
const (
	wordNoReceptions = "您那里近期还没有安排代表接待日。安排好以后，在这里可以查到。\n有什么情况，也可以直接在这里发来。"
	wordChooseTime   = "选时间预约"
	wordAllDays      = "查看各联络站的接待日"
	wordSeeBooking   = "查看或取消"
	wordBookAgain    = "另选时间"
)

// weekdays are the days as people say them, from Sunday.
var weekdays = []rune("日一二三四五六")

// appointed is a day and a time as people say them: 11月26日（周四）9:20.
func appointed(at time.Time) string {
	at = at.In(store.ChinaTime)
	return fmt.Sprintf("%s（周%c）%s", at.Format("1月2日"), weekdays[at.Weekday()], at.Format("15:04"))
}

func receptionURL(base, day string) string { return base + "/h5/reception/" + day }

// wordReceptions lists the next reception days with a link to each.
func wordReceptions(base string, days []act.Day, now time.Time) string {
	lines := []string{"近期的代表接待日："}
	for i := range days {
		d := &days[i]
		lines = append(lines, appointed(d.Meeting.Starts)+"–"+d.Meeting.Ends.In(store.ChinaTime).Format("15:04")+"　"+harmless(d.Station.Name))
		switch {
		case d.Left > 0:
			lines = append(lines, fmt.Sprintf("还有 %d 个时间可以约：", d.Left)+link(receptionURL(base, d.Meeting.ID), wordChooseTime))
		case d.Takes(now):
			lines = append(lines, "已经约满。"+link(receptionURL(base, d.Meeting.ID), wordSeeDetail))
		default:
			lines = append(lines, "网上预约已经截止。"+link(receptionURL(base, d.Meeting.ID), wordSeeDetail))
		}
	}
	return strings.Join(append(lines, link(base+"/h5/reception", wordAllDays)), "\n")
}

// wordNextReception is the next reception day in one line, after the deputies.
func wordNextReception(base string, d *act.Day) string {
	return "下次接待日：" + appointed(d.Meeting.Starts) + "，" + harmless(d.Station.Name) + "。" + link(receptionURL(base, d.Meeting.ID), wordChooseTime)
}

// bookingNotices are told to who booked a time of a reception day; %s is the time,
// then the place.
var bookingNotices = map[store.NoticeKind]notice{
	store.NoticeBooked:       {"代表接待日预约成功", "已预约", "已为您约好：%s，%s。到时请直接过来，人大代表在那里接待您。\n来不了的话，请点下面取消，把时间让给别人。"},
	store.NoticeBookingEve:   {"提醒您代表接待的时间", "请按时到", "提醒您：您约的代表接待时间是%s，%s。\n来不了的话，请点下面取消，把时间让给别人。"},
	store.NoticeBookingMoved: {"您约的代表接待有变动", "有变动", "您约的代表接待有变动，现在是：%s，%s。给您添麻烦了。\n这个时间不方便的话，请点下面取消。"},
	store.NoticeBookingOff:   {"您约的代表接待已取消", "已取消", "很抱歉，您约的%s的代表接待取消了。"},
}

// wordBooking puts a notice about a booking into words.
func wordBooking(d act.Delivery, base string, n notice) Words {
	w := Words{Title: n.title, Status: n.status, URL: base + "/h5/reception"}
	a := d.Appointment
	if a == nil { // the sender drops such a notice; words it has all the same
		w.Text = n.title + "。\n" + link(w.URL, wordSeeBooking)
		return w
	}
	w.Place = wordWhere(a)
	if d.Notice.Kind == store.NoticeBookingOff {
		w.Text = joinFilled("\n", wordCalledOff(a), link(w.URL, wordBookAgain))
		return w
	}
	w.URL = receptionURL(base, a.Meeting.ID)
	w.Text = fmt.Sprintf(n.text, appointed(a.At.Starts), wordWhere(a)) + "\n" + link(w.URL, wordSeeBooking)
	return w
}

// wordCalledOff says whether the whole day was called off, and why, or only the
// own time fell away.
func wordCalledOff(a *act.Appointment) string {
	day := day(a.Meeting.Starts)
	if a.Meeting.State != store.MeetingCancelled {
		return fmt.Sprintf("很抱歉，%s在%s的代表接待改了时间，您原来约的时间没有了，请您另选。", day, harmless(a.Station.Name))
	}
	words := fmt.Sprintf(bookingNotices[store.NoticeBookingOff].text, day+harmless(a.Station.Name))
	if a.Reason != "" {
		words += "原因：" + harmless(strings.TrimRight(a.Reason, "。")) + "。"
	}
	return words
}

// wordWhere is the station and, where it says more, the place.
func wordWhere(a *act.Appointment) string {
	name, place := harmless(a.Station.Name), harmless(a.Meeting.Place)
	if place == "" || strings.Contains(name, place) {
		return name
	}
	return name + "（" + place + "）"
}
