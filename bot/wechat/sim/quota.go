package sim

// clearsPerMonth is how often an account may set its counters back.
const clearsPerMonth = 10

func (s *Sim) clearQuota(c *call) (any, error) {
	var in struct {
		AppID string `json:"appid"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.AppID != s.cfg.AppID {
		return nil, refuse(40013)
	}
	return s.clearCounters(c)
}

func (s *Sim) clearQuotaBySecret(c *call) (any, error) {
	if err := s.checkSecret(c.query.Get("appid"), c.query.Get("appsecret")); err != nil {
		return nil, err
	}
	return s.clearCounters(c)
}

func (s *Sim) clearCounters(c *call) (any, error) {
	m := month(c.now)
	if s.acc.Cleared[m] >= clearsPerMonth {
		return nil, refuse(48006)
	}
	s.acc.Cleared[m]++
	clear(s.acc.Used)
	return done, nil
}

func (s *Sim) quota(c *call) (any, error) {
	var in struct {
		Path string `json:"cgi_path"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	for _, rt := range endpoints() {
		if rt.path == in.Path {
			limit, used := s.limit(rt), s.acc.Used[rt.path]
			return map[string]any{"errcode": 0, "errmsg": "ok", "quota": map[string]int{
				"daily_limit": limit, "used": used, "remain": max(limit-used, 0),
			}}, nil
		}
	}
	return nil, refuse(76022)
}

// ridInfo tells about an earlier call. Bodies are never kept, so they are empty.
func (s *Sim) ridInfo(c *call) (any, error) {
	var in struct {
		RID string `json:"rid"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	found, ok := s.calls.find(in.RID)
	if !ok {
		return nil, refuse(76022)
	}
	return map[string]any{"errcode": 0, "errmsg": "ok", "request": map[string]any{
		"invoke_time": found.Time.Unix(), "cost_in_ms": found.Took.Milliseconds(),
		"request_url": found.Path, "request_body": "", "response_body": "", "client_ip": "127.0.0.1",
	}}, nil
}

func (s *Sim) ipList(*call) (any, error) {
	return map[string]any{"ip_list": []string{"127.0.0.1"}}, nil
}
