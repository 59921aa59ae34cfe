package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// The comparison (b): the echo bot of co-wechat's own documentation on koa.
const (
	coWechat = "co-wechat@2.4.0"
	koa      = "koa@2.16.1"
)

const coWechatServer = `'use strict';
const Koa = require('koa');
const wechat = require('co-wechat');
const app = new Koa();
const config = { token: process.env.LIAISON_WECHAT_TOKEN, appid: process.env.LIAISON_WECHAT_APPID,
  encodingAESKey: process.env.LIAISON_WECHAT_AES_KEY };
app.use(wechat(config).middleware(async (message) => message.Content));
const [host, port] = process.argv[2].split(':');
app.listen(Number(port), host);
`

// installCoWechat puts the echo bot into a directory, from npm.
func installCoWechat(ctx context.Context, dir string) error {
	if _, err := exec.LookPath("npm"); err != nil {
		return errors.New("npm is not installed: the comparison with co-wechat cannot be made")
	}
	if err := os.WriteFile(filepath.Join(dir, "server.js"), []byte(coWechatServer), 0o600); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", dir, coWechat, koa)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("installing co-wechat: %w: %s", err, out)
	}
	return nil
}
