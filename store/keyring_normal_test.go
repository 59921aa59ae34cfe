package store

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNormalisePhone(t *testing.T) {
	for in, want := range map[string]string{
		"13812345678":       "13812345678",
		" 138 1234 5678 ":   "13812345678",
		"138-1234-5678":     "13812345678",
		"+86 138-1234-5678": "13812345678",
		"＋８６ １３８１２３４５６７８":         "13812345678",
		"0086 138 1234 5678":      "13812345678",
		"8613812345678":           "13812345678",
		"(+86)13812345678":        "13812345678",
		"手机：１３８　１２３４　５６７８":        "13812345678",
		"0571-88881234":           "057188881234",
		"（0571）88881234":          "057188881234",
		"+86 571 8888 1234":       "057188881234",
		"+86 (010) 8888 1234":     "01088881234",
		"86123456":                "86123456", // a local number that begins with 86
		"+852 9123 4567":          "+85291234567",
		"+1 415 555 2671":         "+14155552671",
		"没有":                      "",
		"":                        "",
		"+":                       "",
		"\u202a13812345678\u202c": "13812345678", // copied from a contact list
	} {
		if got := NormalisePhone(in); got != want {
			t.Errorf("NormalisePhone(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNormaliseName(t *testing.T) {
	for in, want := range map[string]string{
		"张三":              "张三",
		"张　三":             "张三",
		" 张 三\u200b\n":    "张三",
		"阿不都•热西提":         "阿不都·热西提",
		"阿不都．热西提":         "阿不都·热西提",
		"Ｊｏｈｎ SMITH":      "johnsmith",
		"\u00a0":          "",
		"𠮷田":              "𠮷田",
		"\ufeff欧阳\u2060修": "欧阳修",
	} {
		if got := NormaliseName(in); got != want {
			t.Errorf("NormaliseName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNormaliseID(t *testing.T) {
	for in, want := range map[string]string{
		"11010519491231002x":     "11010519491231002X",
		" 110105 19491231 002Ｘ ": "11010519491231002X",
		"１１０１０５１９４９１２３１００２Ｘ":     "11010519491231002X",
		"110105-1949-1231-002x":  "11010519491231002X",
		"e12345678":              "E12345678",
		"":                       "",
		"身份证号：11010519491231002x（本人）": "11010519491231002X",
	} {
		if got := NormaliseID(in); got != want {
			t.Errorf("NormaliseID(%q) = %q, want %q", in, got, want)
		}
	}
}

// A stored index is found again only if normalising what was normalised
// changes nothing.
func TestNormalisersAreStable(t *testing.T) {
	for name, normalise := range map[string]func(string) string{
		"phone": NormalisePhone, "name": NormaliseName, "id": NormaliseID,
	} {
		rapid.Check(t, func(t *rapid.T) {
			in := rapid.OneOf(rapid.String(), rapid.StringMatching(`[+＋]?[0-9８６ -]{0,16}`)).Draw(t, "in")
			once := normalise(in)
			if twice := normalise(once); twice != once {
				t.Fatalf("%s: %q became %q, then %q", name, in, once, twice)
			}
		})
	}
}

func TestMasks(t *testing.T) {
	for _, c := range []struct{ what, got, want string }{
		{"name", MaskName("张三"), "张*"},
		{"long name", MaskName("阿不都·热西提"), "阿*"},
		{"spaced name", MaskName("　李 四"), "李*"},
		{"rare character", MaskName("𠮷田"), "𠮷*"},
		{"no name", MaskName(" "), ""},
		{"mobile", MaskPhone("+86 138 1234 5678"), "138****5678"},
		{"landline", MaskPhone("0571-88881234"), "057****1234"},
		{"local", MaskPhone("88881234"), "****34"},
		{"service", MaskPhone("110"), "****0"},
		{"no phone", MaskPhone("无"), ""},
		{"id", MaskID("11010519491231002x"), "110*************2X"},
		{"passport", MaskID("E12345678"), "*********"},
		{"no id", MaskID(""), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
}
