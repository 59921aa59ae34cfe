package console

import "testing"

func TestDeviceWord(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0": "Windows 电脑 · Edge",
		"Mozilla/5.0 (Linux; Android 13; V2055A) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.47":        "安卓手机 · 微信",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1":       "苹果手机 · Safari",
		"Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0":                                                    "Linux 电脑 · 火狐",
		"curl/8": "其他设备", "": "其他设备", "<script>": "其他设备",
	} {
		if got := deviceWord(agent); got != want {
			t.Errorf("%q: %q, want %q", agent, got, want)
		}
	}
}
