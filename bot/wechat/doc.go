// Package wechat speaks to the WeChat platform for one official account. It is
// the only package that knows the platform's SDK, XML, AES and errcode.
//
// It has two halves. Callback turns what the platform posts to us into a
// store.Message and turns an answer into a passive reply. Client makes the
// calls that we start: messages, menus, tags, media, sign-in.
//
// # The callback path is our own
//
// No code of the SDK's server runs on it, because that server would let a
// signed query string carry a plaintext forgery although a key is configured,
// accepts any timestamp and an empty token, compares signatures in variable
// time, echoes echostr on POST, reads bodies without a limit, loses all but one
// answer of a subscription dialogue, and fails a whole message on one field it
// cannot convert. The SDK is the oracle of this package's differential tests.
//
// # Calls go through the SDK, without its globals
//
// The SDK keeps one HTTP client for the whole process. Client hands it an
// opaque name of the call where it expects the access token, and the one
// transport installed there finds the Client, the context and the real token by
// that name. So several Clients live in one process, every call obeys its
// context, and no error text of the SDK can hold a secret, as it never had one.
// What the SDK lacks or gets wrong is called by the same machinery directly.
package wechat
