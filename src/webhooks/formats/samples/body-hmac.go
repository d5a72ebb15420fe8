// Receives webhooks with the HMAC-SHA256 of the raw body in a header.
// WEBHOOK_SECRET=whsec_... PORT=3000 go run receiver.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	maxBodyBytes = 1 << 20
	// As in the settings of the endpoint. For base64: base64.StdEncoding.EncodeToString(mac.Sum(nil))
	signatureHeader = "X-Webhook-Signature"
	prefix          = "" // such as "sha256="
)

// isGenuine reports whether a request is genuine; rawBody as it arrived.
func isGenuine(secret string, headers http.Header, rawBody []byte) bool {
	// The key is the text of the secret as it is shown, whsec_ included.
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(rawBody)
	expected := prefix + hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(expected), []byte(headers.Get(signatureHeader)))
}

// This signature covers no time: a recorded request stays genuine for ever, and only its id gives it away. Keep the
// ids in your database, in the transaction that handles the event.
var (
	mutex   sync.Mutex
	handled = map[string]bool{}
)

// Without it everybody could sign: no secret is a secret that is known.
var secret = os.Getenv("WEBHOOK_SECRET")

func receive(response http.ResponseWriter, request *http.Request) {
	// The bytes that were signed: parse them only once they are verified.
	rawBody, err := io.ReadAll(http.MaxBytesReader(response, request.Body, maxBodyBytes))
	if err != nil {
		http.Error(response, "the body is too large", http.StatusRequestEntityTooLarge)
		return
	}
	if !isGenuine(secret, request.Header, rawBody) {
		http.Error(response, "the signature does not fit", http.StatusUnauthorized)
		return
	}
	var event struct{ ID, Type string }
	if err := json.Unmarshal(rawBody, &event); err != nil {
		http.Error(response, "the body is no JSON", http.StatusBadRequest)
		return
	}
	mutex.Lock()
	defer mutex.Unlock()
	if !handled[event.ID] {
		handled[event.ID] = true
		fmt.Println("handling", event.Type, event.ID)
	}
	response.WriteHeader(http.StatusNoContent)
}

func main() {
	if !strings.HasPrefix(secret, "whsec_") {
		log.Fatal("WEBHOOK_SECRET is not set")
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "3000"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening")
	server := http.Server{Handler: http.HandlerFunc(receive), ReadTimeout: 10 * time.Second}
	log.Fatal(server.Serve(listener))
}
