package dev.carillon.server.webhooks.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsTest {

  private static final EventType DISABLED = OperationalEvents.type(OperationalEvent.Kind.DISABLED);

  private final JsonPayloadRenderer payloads =
      new JsonPayloadRenderer(new FieldsForTests(), new DisplayFormats(() -> ZoneOffset.UTC));
  private final Snapshots snapshots = new Snapshots(payloads, SnapshotsTest::words);

  @Test
  void anAssetIsReadWithTheTypesAndTheOrderItHad() {
    Metadata metadata =
        JsonPayloadRendererTest.metadata(
            "rating", 3.0, "fileSize", 3L, "tags", List.of("b", "a"), "name", "\udc00\u0000");
    Map<String, FieldChange> changed = new LinkedHashMap<>();
    changed.put("status", new FieldChange(null, "x"));
    changed.put("rating", new FieldChange(1e21, Long.MIN_VALUE));
    changed.put("tags", new FieldChange(null, List.of("b", "a")));
    changed.put("fileSize", new FieldChange(2L, 3L));
    changed.put("name", new FieldChange("old", null));
    AssetSnapshot asset =
        new AssetSnapshot(
            "id",
            metadata,
            changed,
            new LinkedHashSet<>(List.of("/b", "/a")),
            words("0f1e", metadata),
            payloads);

    AssetSnapshot read = (AssetSnapshot) snapshots.read(EventTypes.ASSET_MOVE, asset.bytes());

    assertThat(read).isEqualTo(asset);
    assertThat(read.text().get()).isEqualTo("words of 0f1e");
    assertThat(read.metadata().names()).containsExactly("rating", "fileSize", "tags", "name");
    assertThat(read.metadata().get("rating")).contains(3.0);
    assertThat(read.metadata().get("fileSize")).contains(3L);
    assertThat(new ArrayList<>(read.changed().keySet()))
        .containsExactly("status", "rating", "tags", "fileSize", "name");
  }

  private static FileText words(String file, Metadata metadata) {
    return file.isEmpty() ? FileText.NONE : new FileText(file, name -> "words of " + name);
  }

  @Test
  void aFolderIsReadAsItWas() {
    FolderSnapshot folder =
        new FolderSnapshot("id", "/x", JsonPayloadRendererTest.metadata("cf_a", "b"), payloads);

    assertThat(snapshots.read(EventTypes.FOLDER_REMOVE, folder.bytes())).isEqualTo(folder);
  }

  @Test
  void aWebhookIsReadAsItWasAndShowsOnlyWhatThereIsToSay() {
    WebhookSnapshot whole =
        new WebhookSnapshot("id", "n \"ä\"", "failures", "HTTP 500\n", "d", payloads);
    WebhookSnapshot bare = new WebhookSnapshot("id", "n", "", "", "", payloads);
    for (WebhookSnapshot webhook : List.of(whole, bare)) {
      assertThat(snapshots.read(DISABLED, webhook.bytes())).isEqualTo(webhook);
    }
    Event event = Event.of(DISABLED, "id", Instant.ofEpochMilli(7), whole);
    assertThat(whole.render(event, Projection.DEFAULT))
        .isEqualTo(
            Payload.of(
                "{\"timestamp\":7,\"type\":\"webhook.disabled\",\"webhookId\":\"id\","
                    + "\"webhookName\":\"n \\\"ä\\\"\",\"reason\":\"failures\","
                    + "\"detail\":\"HTTP 500\\n\",\"deliveryId\":\"d\"}"));
    assertThat(bare.render(event, Projection.DEFAULT))
        .isEqualTo(
            Payload.of(
                "{\"timestamp\":7,\"type\":\"webhook.disabled\",\"webhookId\":\"id\","
                    + "\"webhookName\":\"n\"}"));
  }

  @Test
  void anAlertIsReadAsItWas() {
    Instant began = Instant.ofEpochMilli(5);
    AlertSnapshot active =
        new AlertSnapshot(
            "Disks", "diskReserve", "disk home@n", "disk \"é\"", "Full", began, null, 2, payloads);
    AlertSnapshot ended =
        new AlertSnapshot(
            "Disks",
            "diskReserve",
            "disk home@n",
            "disk",
            "Full",
            began,
            new AlertSnapshot.End(Instant.ofEpochMilli(6), AlertSnapshot.End.RESOLVED),
            2,
            payloads);
    assertThat(snapshots.read(OperationalEvents.ALERT_BEGAN, active.bytes())).isEqualTo(active);
    assertThat(snapshots.read(OperationalEvents.ALERT_ENDED, ended.bytes())).isEqualTo(ended);
    assertThat(active.merges()).isFalse();
    Event event =
        Event.of(OperationalEvents.ALERT_ENDED, "disk home@n", Instant.ofEpochMilli(7), ended);
    Payload payload = ended.render(event, Projection.DEFAULT);
    assertThat(payload)
        .isEqualTo(
            Payload.of(
                "{\"timestamp\":7,\"type\":\"alert.ended\",\"rule\":\"Disks\","
                    + "\"when\":\"diskReserve\",\"subject\":\"disk home@n\",\"name\":\"disk\","
                    + "\"detail\":\"Full\",\"beganAt\":5,\"endedAt\":6,\"reason\":\"resolved\","
                    + "\"episodes\":2}"));
  }

  @Test
  void aTextOfManyMegabytesIsReadAgain() {
    FolderSnapshot folder =
        new FolderSnapshot(
            "id", "/x", JsonPayloadRendererTest.metadata("cf_a", "x".repeat(30_000_000)), payloads);

    assertThat(snapshots.read(EventTypes.FOLDER_REMOVE, folder.bytes())).isEqualTo(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"assetId\":\"x\",\"metadata\":{},\"changed\":{}}",
        "{\"assetId\":\"x\",\"metadata\":{\"a\":{}},\"changed\":{},\"folders\":[]}"
      })
  void whatIsNoSnapshotIsRefused(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> snapshots.read(EventTypes.ASSET_CREATE, bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEventOfAnotherKindHasNoStoredSnapshot() {
    assertThatThrownBy(() -> snapshots.read(new EventType("webhook.odd"), new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("webhook.odd");
  }
}
