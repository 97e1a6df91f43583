package dev.carillon.server.webhooks.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a server refuses the login of a webhook at its receiver. */
class ReceiverLoginInputTest {

  private static final String WEBHOOKS = "/services/admin/webhook/";
  private static final String RECEIVER = "http://127.0.0.1:9/hook";
  private static final String TOKENS = "http://127.0.0.1:9/token";
  private static final String LOGIN =
      """
      {"type": "oauth2", "tokenUrl": "%s", "clientId": "carillon", "clientSecret": "s"}\
      """
          .formatted(TOKENS);

  @TempDir private static Path home;
  private static TestServer server;
  private static TestClient admin;

  @BeforeAll
  static void start() {
    server = new TestServer(home);
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                     | authentication.type
          "oauth2"                                               | an object
          {"type":"basic","tokenUrl":"U","clientId":"c"}         | customHeaders.Authorization
          {"type":"oauth2","clientId":"c"}                       | authentication.tokenUrl
          {"type":"oauth2","tokenUrl":"U"}                       | authentication.clientId
          {"type":"oauth2","tokenUrl":"ftp://x","clientId":"c","clientSecret":"s"} | an http or https URL
          {"type":"oauth2","tokenUrl":"http://10.0.0.1/","clientId":"c","clientSecret":"s"} | webHooksAllowedNetworks
          {"type":"oauth2","tokenUrl":"U","clientId":"ä","clientSecret":"s"} | printable ASCII
          {"type":"oauth2","tokenUrl":"U","clientId":"c"}        | no stored value exists
          {"type":"oauth2","tokenUrl":"U","clientId":"c","clientSecret":"********"} | no stored value exists
          {"type":"oauth2","tokenUrl":"U","clientId":"c","clientSecret":"s","scope":"a  b"} | single spaces
          {"type":"oauth2","tokenUrl":"U","clientId":"c","clientSecret":"s","clientAuthentication":"jwt"} | basic or post
          {"type":"oauth2","tokenUrl":"U","clientId":"c","clientSecret":"s","secret":"x"} | one of type, tokenUrl
          """)
  void whatIsWrongIsRefusedByName(String login, String told) {
    String body =
        """
        {"name": "wrong", "url": "%s", "eventTypes": [], "authentication": %s}\
        """
            .formatted(RECEIVER, login.replace("\"U\"", "\"" + TOKENS + "\""));
    assertThat(admin.unchecked().json("POST", WEBHOOKS, body).is(400).text()).contains(told);
    assertThat(admin.get(WEBHOOKS).ok()).isEmpty();
  }

  @Test
  void aHeaderThatTheLoginSetsIsRefused() {
    String body =
        """
        {"name": "two", "url": "%s", "eventTypes": [], "authentication": %s,
         "customHeaders": {"authorization": "Basic x"}}\
        """
            .formatted(RECEIVER, LOGIN);
    assertThat(admin.json("POST", WEBHOOKS, body).is(400).text())
        .contains("'customHeaders' is 'authorization'", "authentication");
    String good = body.substring(0, body.indexOf(",\n")) + "}";
    String one = WEBHOOKS + admin.json("POST", WEBHOOKS, good).is(201).json().get("id").asText();
    assertThat(
            admin
                .json("PUT", one, "{\"customHeaders\": {\"Authorization\": \"Basic x\"}}")
                .is(400)
                .text())
        .contains("'customHeaders' is 'Authorization'");
    admin.bare("DELETE", one).is(204);
  }
}
