package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// Genuine takes whpk_… of the server, more than one while they overlap, and the raw bytes of the body.
func Genuine(publicKeys []string, header http.Header, body []byte) bool {
	id, sentAt := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseUint(sentAt, 10, 62)
	if id == "" || err != nil || time.Since(time.Unix(int64(seconds), 0)).Abs() > 5*time.Minute {
		return false
	}
	signed := append([]byte(id+"."+sentAt+"."), body...)
	for _, each := range strings.Split(header.Get("webhook-signature"), " ") {
		text, found := strings.CutPrefix(each, "v1a,")
		signature, err := base64.StdEncoding.DecodeString(text)
		if !found || err != nil {
			continue
		}
		for _, publicKey := range publicKeys {
			key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(publicKey, "whpk_"))
			if err == nil && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, signed, signature) {
				return true
			}
		}
	}
	return false
}

// --- to try this file alone ---
func main() {
	header := http.Header{}
	header.Set("webhook-id", os.Getenv("WEBHOOK_ID"))
	header.Set("webhook-timestamp", os.Getenv("WEBHOOK_TIMESTAMP"))
	header.Set("webhook-signature", os.Getenv("WEBHOOK_SIGNATURE"))
	body, err := io.ReadAll(os.Stdin)
	if err != nil || !Genuine(strings.Fields(os.Getenv("PUBLIC_KEY")), header, body) {
		os.Exit(1)
	}
}
