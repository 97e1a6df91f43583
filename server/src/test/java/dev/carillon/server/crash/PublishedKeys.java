package dev.carillon.server.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.webhook.Ed25519;
import java.io.IOException;
import java.text.ParseException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The public keys of a server, as a receiver reads them. */
record PublishedKeys(List<JWK> all) {

  PublishedKeys {
    all = List.copyOf(all);
  }

  /** Those that this server publishes now. */
  static PublishedKeys of(Client client) throws IOException, ParseException {
    return new PublishedKeys(
        JWKSet.parse(client.call("GET /.well-known/jwks.json").body()).getKeys());
  }

  /** Their ids, the newest first. */
  List<String> ids() {
    return all.stream().map(JWK::getKeyID).toList();
  }

  /** The ids of those that one of the request's signatures fits. */
  Set<String> signing(Received request) {
    Set<String> signing = new LinkedHashSet<>();
    for (String each : request.header("webhook-signature").orElse("").split(" ", -1)) {
      if (each.startsWith("v1a,")) {
        byte[] signature = Base64.getDecoder().decode(each.substring("v1a,".length()));
        all.stream()
            .filter(key -> signs((OctetKeyPair) key, signature, request))
            .forEach(key -> signing.add(key.getKeyID()));
      }
    }
    return signing;
  }

  private static boolean signs(OctetKeyPair key, byte[] signature, Received request) {
    String before =
        request.header("webhook-id").orElse("")
            + "."
            + request.header("webhook-timestamp").orElse("")
            + ".";
    return Ed25519.verifies(key.getX().decode(), signature, before.getBytes(UTF_8), request.body());
  }
}
