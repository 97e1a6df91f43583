package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The list of share links, and the brand of their pages. */
class ShareLinksTest {

  private static final String LINKS = "/api/sharelink";

  @TempDir private Path home;

  @OnEachDatabase
  void aUserSeesOwnLinksAndASuperUserAll(TestDatabase database) {
    try (RecordedServer server = new RecordedServer(home, database.fresh(), "ann", "bob")) {
      TestClient admin = server.admin();
      TestClient ann = server.as("ann");
      TestClient bob = server.as("bob");
      String first = made(ann, "First", "requestUpload", "true");
      String second = made(ann, "Second", "requestUpload", "true", "brandColour", "#AABBCC");
      String other = made(bob, "Other", "requestUpload", "true");
      ann.form("/services/revokeAuthKeys", "keys", first).is(200);

      JsonNode own = ann.get(LINKS).ok();
      assertThat(own.get("total").asInt()).isEqualTo(2);
      assertThat(own.get("items").findValuesAsText("id")).containsExactlyInAnyOrder(first, second);
      JsonNode active = ann.get(LINKS, "state", "active").ok().get("items");
      assertThat(active.findValuesAsText("id")).containsExactly(second);
      assertThat(active.at("/0/options/brandColour").asText()).isEqualTo("#aabbcc");
      assertThat(active.at("/0/url").asText()).endsWith("/share/" + second);
      assertThat(active.at("/0/requestUpload").asBoolean()).isTrue();
      assertThat(ann.get(LINKS, "from", "1", "size", "1").ok().get("items")).hasSize(1);

      assertThat(ann.get(LINKS, "owner", "bob").is(403).message())
          .isEqualTo("Only super users see the links of other users");
      ann.get(LINKS, "owner", "*").is(403);
      assertThat(admin.get(LINKS).ok().get("total").asInt()).isZero();
      assertThat(admin.get(LINKS, "owner", "bob").ok().get("items").findValuesAsText("id"))
          .containsExactly(other);
      assertThat(admin.get(LINKS, "owner", "*").ok().get("total").asInt()).isEqualTo(3);
      assertThat(ann.get(LINKS, "state", "open").is(400).message()).contains("'state' is 'open'");
    }
  }

  @OnEachDatabase
  void aBrandIsCheckedShownAndTakenAway(TestDatabase database) {
    try (RecordedServer server = new RecordedServer(home, database.fresh(), "ann")) {
      String hidden = server.asset("/hidden/logo.txt");
      TestClient ann = server.as("ann");
      assertThat(refused(ann, "brandColour", "red").message())
          .isEqualTo("'brandColour' is 'red', but must be a colour such as #1a6b3c");
      assertThat(refused(ann, "brandColour", "#fff}body{x:y").status()).isEqualTo(400);
      assertThat(refused(ann, "brandText", "x".repeat(201)).message()).contains("200 characters");
      assertThat(refused(ann, "brandLogo", hidden).status()).isEqualTo(404);

      String key =
          made(
              ann,
              "S",
              "requestUpload",
              "true",
              "brandColour",
              "#FFDD00",
              "brandText",
              "A <b> & B");
      TestClient guest = server.anonymous();
      assertThat(guest.get("/share/" + key).is(200).text())
          .contains("background:#ffdd00;color:#000", "<p>A &lt;b&gt; &amp; B</p>")
          .doesNotContain("<b>");
      guest.get("/share/" + key + "/logo").is(404);
      ann.form("/services/updateAuthKey", "key", key, "brandColour", "#000080").is(200);
      assertThat(guest.get("/share/" + key).text()).contains("background:#000080;color:#fff");
      ann.form("/services/updateAuthKey", "key", key, "brandColour", "", "brandText", "").is(200);
      assertThat(guest.get("/share/" + key).text()).doesNotContain("class=\"brand\"");
    }
  }

  private static TestResponse refused(TestClient client, String name, String value) {
    return client.form(
        "/services/createAuthKey",
        "subject",
        "S",
        "validUntil",
        "2100-01-01",
        "requestUpload",
        "true",
        name,
        value);
  }

  private static String made(TestClient client, String subject, String... more) {
    String[] all =
        Stream.concat(
                List.of("subject", subject, "validUntil", "2100-01-01").stream(),
                Arrays.stream(more))
            .toArray(String[]::new);
    return client.form("/services/createAuthKey", all).ok().get("authKey").asText();
  }
}
