package dev.carillon.server.assets.search.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.contracts.Certificates;
import dev.carillon.server.assets.search.opensearch.OpenSearchClient.Method;
import dev.carillon.server.platform.config.SearchConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSearch by https with an authority of its own, which demands credentials. */
class OpenSearchTlsTest {

  private static final String USER = "carillon";
  private static final String PASSWORD = "geheim: schön";

  @TempDir private Path folder;
  private Certificates certificates;
  private Path authority;

  @BeforeEach
  void make() throws Exception {
    certificates = new Certificates(folder);
    authority = folder.resolve("authority.pem");
    Files.writeString(authority, certificates.authorityPem());
  }

  @Test
  void credentialsGoToAHostThatTheAuthorityVouchesFor() throws Exception {
    try (StandIn host = demanding("good");
        OpenSearchClient client =
            new OpenSearchClient(settings(host, PASSWORD, Optional.of(authority)))) {
      assertThat(client.greeting()).contains("3.9.0").doesNotContain(PASSWORD);
      assertThat(client.bulk("/_bulk", "{}\n".getBytes(StandardCharsets.UTF_8), max())).isNotNull();
      assertThat(host.paths()).as("each at once, with credentials").containsExactly("/", "/_bulk");
    }
  }

  @Test
  void credentialsThatAreWrongAreSaidAndNeverShown() throws Exception {
    SearchConfig.OpenSearch settings;
    try (StandIn host = demanding("good")) {
      settings = settings(host, "wrong-secret", Optional.of(authority));
      try (OpenSearchClient client = new OpenSearchClient(settings)) {
        for (int i = 0; i < 2; i++) {
          assertThatThrownBy(() -> client.call(Method.POST, "/x", null, max()))
              .isInstanceOfSatisfying(
                  OpenSearchTrouble.class,
                  trouble -> {
                    assertThat(trouble.status()).isEqualTo(401);
                    assertThat(trouble.reason()).contains("does not accept the credentials");
                    assertThat(trouble.detail()).doesNotContain("wrong-secret");
                    assertThat(trouble.detail()).doesNotContain(basic("wrong-secret"));
                  });
        }
        assertThat(host.paths()).as("each is sent once").containsExactly("/x", "/x");
      }
    }
    assertThat(settings.toString()).doesNotContain("wrong-secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "elsewhere", "expired"})
  void nothingIsSentToAnyOther(String certificate) throws Exception {
    try (StandIn host = demanding(certificate);
        OpenSearchClient client =
            new OpenSearchClient(settings(host, PASSWORD, Optional.of(authority)))) {
      assertThatThrownBy(client::greeting)
          .isInstanceOfSatisfying(
              OpenSearchTrouble.class,
              trouble -> {
                assertThat(trouble.reason()).contains("no trusted TLS connection");
                assertThat(trouble.lasting()).isTrue();
              });
      assertThat(host.paths()).isEmpty();
    }
  }

  @Test
  void theAuthorityIsNeeded() throws Exception {
    try (StandIn host = demanding("good");
        OpenSearchClient client =
            new OpenSearchClient(settings(host, PASSWORD, Optional.empty()))) {
      assertThatThrownBy(client::greeting).hasMessageContaining("no trusted TLS connection");
      assertThat(host.paths()).isEmpty();
    }
  }

  @Test
  void aFileWithoutAuthoritiesIsNamed() throws Exception {
    Path none = folder.resolve("none.pem");
    try (StandIn host = demanding("good")) {
      SearchConfig.OpenSearch settings = settings(host, PASSWORD, Optional.of(none));
      assertThatThrownBy(() -> new OpenSearchClient(settings))
          .isInstanceOf(OpenSearchTrouble.class)
          .hasMessageContaining("searchTrustedCas")
          .hasMessageContaining("none.pem");
    }
  }

  private StandIn demanding(String certificate) throws Exception {
    StandIn host = new StandIn(certificates.showing(certificate));
    host.responds(
        exchange -> {
          if (host.authorization().equals("Basic " + basic(PASSWORD))) {
            StandIn.respond(exchange, 200, StandIn.greeting("3.9.0"));
          } else {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"search\"");
            StandIn.respond(exchange, 401, "Unauthorized");
          }
        });
    return host;
  }

  private static String basic(String password) {
    return Base64.getEncoder()
        .encodeToString((USER + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static SearchConfig.OpenSearch settings(
      StandIn host, String password, Optional<Path> authorities) throws IOException {
    return StandIn.settings(List.of(host.url()), USER, password, authorities);
  }

  private static Duration max() {
    return Duration.ofSeconds(5);
  }
}
