package dev.carillon.server.webhooks.registration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.WebhookDeliveries;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.webhooks.payload.AssetFilterReader;
import dev.carillon.server.webhooks.payload.FieldsForTests;
import dev.carillon.server.webhooks.payload.JsonPayloadRenderer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin API over SQLite and real encryption, across a restart. */
class WebhooksStoredTest {

  private static final String WHOLE =
      "{'name':'ü','url':'http://example.com/?a=b','eventTypes':['asset_create','asset_move'],"
          + "'metadataToReturn':['name','cf_x','assetPath'],'changedMetadataToReturn':['status'],"
          + "'triggerMetadataFields':['rating'],'foldersAndQuery':{'folders':['nature','/a b'],"
          + "'query':'status:Final','enableWildcardSelection':true},'description':'two\\nlines',"
          + "'customHeaders':{'Authorization':'Bearer s3cret-value'},"
          + "'operationalEvents':['webhook.failing'],'timeoutSeconds':60,'maxConcurrent':1000,"
          + "'maxPerSecond':100000,'ordering':'asset'}";

  private final JsonPayloadRenderer payloads =
      new JsonPayloadRenderer(new FieldsForTests(), new DisplayFormats(() -> ZoneOffset.UTC));

  @TempDir Path home;
  private Database database;
  private Store store;
  private Admin admin;

  @BeforeEach
  void start() throws IOException {
    database = SqliteDatabase.open(home.resolve("carillon.db"));
    Tables.make(database);
    AssetFilterReader filters = new AssetFilterReader(query -> (asset, now) -> true);
    AesSecretCipher cipher = AesSecretCipher.open(home.resolve("config/secret.key"));
    store = SqliteStore.open(database, cipher, filters, InstantSource.system());
    admin = new Admin(store.webhooks(), store.deliveryActions());
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void everythingIsThereAfterARestart() throws IOException {
    ObjectNode created = admin.created(WHOLE);
    JsonNode list = admin.send("GET", "").expect(200);

    stop();
    start();

    assertThat(admin.send("GET", path(created)).expect(200)).isEqualTo(created);
    assertThat(admin.send("GET", "").expect(200)).isEqualTo(list).containsExactly(created);
    assertThat(admin.send("PUT", path(created), created).expect(200)).isEqualTo(created);
    assertThat(store.webhooks().current().webhooks().getFirst().headers())
        .isEqualTo(Map.of("Authorization", "Bearer s3cret-value"));
  }

  @Test
  void noSecretCanBeReadOnDisk() throws IOException {
    ObjectNode created = admin.created(WHOLE);
    JsonNode rolled =
        admin.send("POST", path(created) + "generate-token", "{'overlapHours':1}").expect(200);

    try (Stream<Path> files = Files.list(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .doesNotContain("s3cret-value")
            .doesNotContain(created.get("secretToken").asText())
            .doesNotContain(rolled.get("secretToken").asText());
      }
    }
  }

  @Test
  void aRefusedChangeLeavesTheStoredOneAndItsRevision() {
    ObjectNode created = admin.created(WHOLE);
    long revision = store.webhooks().current().revision();

    admin
        .send("POST", path(created), "{'name':'x','customHeaders':{'X-B':'********'}}")
        .expect(400);
    admin.send("POST", path(created), "{'name':'x','ordering':'b'}").expect(400);

    assertThat(admin.send("GET", path(created)).expect(200)).isEqualTo(created);
    assertThat(store.webhooks().current().revision()).isEqualTo(revision);
  }

  @Test
  void eventsOfADisabledWebhookAreCountedAndItsWaitingOnesCancelledOnRequest() {
    ObjectNode created =
        admin.created("{'name':'n','url':'https://example.com','eventTypes':['asset_create']}");
    String path = path(created);
    record("/x");
    admin.send("PUT", path + "/disable").expect(200);
    record("/x");
    record("/x");

    JsonNode disabled = admin.send("GET", path).expect(200);
    admin.send("PUT", path + "/enable", "{'pendingRetries':'cancel'}").expect(200);

    assertThat(disabled.get("health").get("missed").asLong()).isEqualTo(2);
    assertThat(counts()).containsEntry("cancelled", 1L).containsEntry("missed", 2L);
    assertThat(counts().getOrDefault("pending", 0L)).isZero();
  }

  @Test
  void enablingKeepsWhatWasWaitingUnlessToldOtherwise() {
    ObjectNode created =
        admin.created("{'name':'n','url':'https://example.com','eventTypes':['asset_create']}");
    record("/x");

    admin.send("PUT", path(created) + "/disable").expect(200);
    admin.send("PUT", path(created) + "/enable").expect(200);

    assertThat(counts()).containsEntry("pending", 1L);
  }

  @Test
  void aStoredFilterDecidesFromTheNextEventOn() {
    ObjectNode created =
        admin.created("{'name':'n','url':'https://example.com','eventTypes':['asset_create']}");
    admin.send("POST", path(created), "{'foldersAndQuery':{'folders':['nature']}}").expect(200);

    record("/elsewhere");
    record("/nature/birds");

    assertThat(counts()).containsEntry("pending", 1L);
  }

  private void record(String folder) {
    AssetSnapshot asset =
        new AssetSnapshot(
            "2n-UzMFgate9nAwg8zLXCs",
            Metadata.of(Map.of("name", "n")),
            Map.<String, FieldChange>of(),
            Set.of(folder),
            payloads);
    Event event = Event.of(EventTypes.ASSET_CREATE, asset.assetId(), admin.now, asset);
    database.write(connection -> store.outbox().append(connection, event));
  }

  private Map<String, Long> counts() {
    return new WebhookDeliveries(store.log(), List.copyOf(admin.changed).getFirst()).counts();
  }

  private static String path(JsonNode webhook) {
    return "/" + webhook.get("id").asText();
  }
}
