// Receives webhooks signed as Standard Webhooks describes: webhook-id, webhook-timestamp, webhook-signature.
// WEBHOOK_SECRET=whsec_... PORT=3000 go run receiver.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	tolerance    = 5 * time.Minute
	maxBodyBytes = 1 << 20
)

// isGenuine reports whether a request is genuine and recent; rawBody as it arrived.
func isGenuine(secret string, headers http.Header, rawBody []byte, now time.Time) bool {
	id, timestamp := headers.Get("Webhook-Id"), headers.Get("Webhook-Timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if id == "" || err != nil {
		return false
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return false
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(rawBody)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	// Two signatures while one secret replaces the other: one that fits is enough.
	for _, given := range strings.Split(headers.Get("Webhook-Signature"), " ") {
		if hmac.Equal([]byte(expected), []byte(given)) {
			return true
		}
	}
	return false
}

// An event may arrive more than once. Keep the ids in your database, in the transaction that handles the event.
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
	if !isGenuine(secret, request.Header, rawBody, time.Now()) {
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
