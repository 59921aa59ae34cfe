package store

import (
	"strings"
	"testing"
)

func TestPasswordRules(t *testing.T) {
	rules := PasswordRules{Min: 10, Kinds: 1}
	for password, want := range map[string]Problem{
		"路灯 下水道 2026": "", "correct horse battery staple": "", "会议室的茶凉了要倒掉": "",
		"九个字的密码不够长": ProblemTooShort, strings.Repeat("长", PasswordMax+1): ProblemTooLong,
		"wangmin2026": ProblemWeak, "2026WangMin!": ProblemWeak, "王敏王敏王敏王敏王敏": ProblemWeak, "王敏1234567王": ProblemWeak,
		"aaaaaaaaaaaa": ProblemWeak, "1212121212": ProblemWeak, "1234567890": ProblemWeak, "0987654321": ProblemWeak,
		"qwertyuiop": ProblemWeak, "Password2026!": ProblemWeak, "woaini13145": ProblemWeak, "5201314!!!!": ProblemWeak, "为人民服务12345": ProblemWeak,
		"wangmin 每天七点半到单位": "", // with enough around it, the own name is no hint
	} {
		err := rules.Check("wangmin", "王敏", password)
		if want == "" && err != nil || want != "" && !IsProblem(err, want) {
			t.Errorf("%q: %v, want %q", password, err, want)
		}
	}
	strict := PasswordRules{Min: 8, Kinds: 3}
	if err := strict.Check("x", "y", "bridge and lamp"); !IsProblem(err, ProblemPlain) {
		t.Errorf("two kinds where three are asked for: %v", err)
	}
	if err := strict.Check("x", "y", "Bridge and lamp"); err != nil {
		t.Errorf("three kinds: %v", err)
	}
}
