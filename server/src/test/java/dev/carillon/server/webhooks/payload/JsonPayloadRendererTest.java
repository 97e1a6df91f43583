package dev.carillon.server.webhooks.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Metadata;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonPayloadRendererTest {

  private static final Instant TIME = Instant.ofEpochMilli(1591271532123L);

  private final JsonPayloadRenderer payloads =
      new JsonPayloadRenderer(
          new FieldsForTests(), new DisplayFormats(() -> ZoneId.of("Europe/Amsterdam")));

  @Test
  void anAssetEventIsWrittenAsTheContractShowsIt() {
    Metadata metadata = metadata("assetPath", "/Demo Zone/a.jpg", "assetDomain", "image");
    Map<String, FieldChange> changed = Map.of("status", new FieldChange("Production", "Final"));

    assertThat(render(metadata, changed, List.of("assetDomain", "assetPath"), List.of()))
        .isEqualTo(
            "{\"timestamp\":1591271532123,\"type\":\"asset_update_metadata\","
                + "\"assetId\":\"2n-UzMFgate9nAwg8zLXCs\","
                + "\"metadata\":{\"assetDomain\":\"image\",\"assetPath\":\"/Demo Zone/a.jpg\"},"
                + "\"changedMetadata\":{\"status\":"
                + "{\"oldValue\":\"Production\",\"newValue\":\"Final\"}}}");
  }

  @Test
  void aFolderEventHasItsPathAndItsMetadata() {
    FolderSnapshot folder =
        new FolderSnapshot(
            "2n-UzMFgate9nAwg8zLXCs", "/Demo Zone/New", metadata("cf_team", "é/\"x"), payloads);

    assertThat(text(EventTypes.FOLDER_CREATE, folder, projection(List.of("cf_team"), List.of())))
        .isEqualTo(
            "{\"timestamp\":1591271532123,\"type\":\"folder_create\","
                + "\"folderId\":\"2n-UzMFgate9nAwg8zLXCs\",\"folderPath\":\"/Demo Zone/New\","
                + "\"metadata\":{\"cf_team\":\"é/\\\"x\"}}");
  }

  @Test
  void withoutFieldsToShowBothPartsAreEmptyObjects() {
    assertThat(render(metadata("name", "a"), Map.of(), List.of(), List.of()))
        .endsWith(",\"metadata\":{},\"changedMetadata\":{}}");
  }

  @Test
  void fieldsWithoutAValueAreLeftOutAndDoubleNamesComeOnce() {
    assertThat(metadataOf(metadata("name", "a"), "status", "name", "nowhere", "name"))
        .isEqualTo("{\"name\":\"a\"}");
  }

  @Test
  void valuesAreShownAsTheirFieldsTypeSays() {
    assertThat(metadataOf(metadata("assetCreated", 1332505018000L), "assetCreated"))
        .isEqualTo(
            "{\"assetCreated\":{\"value\":1332505018000,"
                + "\"formatted\":\"2012-03-23 13:16:58 +0100\"}}");
    assertThat(metadataOf(metadata("fileSize", 1258291L), "fileSize"))
        .isEqualTo("{\"fileSize\":{\"value\":1258291,\"formatted\":\"1.2 MB\"}}");
    assertThat(metadataOf(metadata("metadataComplete", "true"), "metadataComplete"))
        .as("a choice that ships is bare")
        .isEqualTo("{\"metadataComplete\":\"true\"}");
    assertThat(metadataOf(metadata("rights", List.of("odd")), "rights"))
        .isEqualTo("{\"rights\":[{\"value\":\"odd\",\"formatted\":\"odd\"}]}");
    assertThat(metadataOf(metadata("fee", 0.1), "fee")).isEqualTo("{\"fee\":0.1}");
    assertThat(metadataOf(metadata("fee", 1e-7), "fee")).isEqualTo("{\"fee\":1e-7}");
    assertThat(metadataOf(metadata("fee", 12L), "fee")).isEqualTo("{\"fee\":12}");
    assertThat(metadataOf(metadata("day", 1795564800000L), "day"))
        .isEqualTo("{\"day\":{\"value\":1795564800000,\"formatted\":\"2026-11-25\"}}");
    assertThat(metadataOf(Metadata.EMPTY, "id")).isEqualTo("{\"id\":\"2n-UzMFgate9nAwg8zLXCs\"}");
    assertThat(metadataOf(metadata("rights", List.of("web", "print")), "rights"))
        .isEqualTo(
            "{\"rights\":[{\"value\":\"web\",\"formatted\":\"Web use\"},"
                + "{\"value\":\"print\",\"formatted\":\"Print\"}]}");
    assertThat(metadataOf(metadata("tags", List.of("beach", "sun")), "tags"))
        .isEqualTo("{\"tags\":[\"beach\",\"sun\"]}");
    assertThat(metadataOf(metadata("rating", 4.0), "rating")).isEqualTo("{\"rating\":4}");
    assertThat(metadataOf(metadata("cf_free", "12"), "cf_free")).isEqualTo("{\"cf_free\":\"12\"}");
  }

  @Test
  void changedValuesAreBareAndAnAbsentSideIsNull() {
    Map<String, FieldChange> changed = new LinkedHashMap<>();
    changed.put("fileSize", new FieldChange(10L, 1258291L));
    changed.put("assetCreated", new FieldChange(null, 1332505018000L));
    changed.put("metadataComplete", new FieldChange("true", null));
    changed.put("tags", new FieldChange(List.of("a"), List.of("a", "b")));
    changed.put("day", new FieldChange(null, 1795564800000L));

    assertThat(render(Metadata.EMPTY, changed, List.of(), List.of()))
        .endsWith(
            "\"changedMetadata\":{\"fileSize\":{\"oldValue\":10,\"newValue\":1258291},"
                + "\"assetCreated\":{\"oldValue\":null,\"newValue\":1332505018000},"
                + "\"metadataComplete\":{\"oldValue\":\"true\",\"newValue\":null},"
                + "\"tags\":{\"oldValue\":[\"a\"],\"newValue\":[\"a\",\"b\"]},"
                + "\"day\":{\"oldValue\":null,\"newValue\":1795564800000}}}");
  }

  @Test
  void theProjectionRestrictsChangedFieldsButNotTheirOrder() {
    Map<String, FieldChange> changed = new LinkedHashMap<>();
    changed.put("name", new FieldChange("a", "b"));
    changed.put("status", new FieldChange(null, "x"));
    changed.put("rating", new FieldChange(1L, 2L));

    assertThat(render(Metadata.EMPTY, changed, List.of(), List.of("rating", "rating", "name")))
        .endsWith(
            "\"changedMetadata\":{\"name\":{\"oldValue\":\"a\",\"newValue\":\"b\"},"
                + "\"rating\":{\"oldValue\":1,\"newValue\":2}}}");
  }

  @Test
  void theSameEventAndProjectionGiveTheSameBytesAfterTheSnapshotWasStored() {
    Map<String, FieldChange> changed = new LinkedHashMap<>();
    changed.put("rating", new FieldChange(1.0, null));
    changed.put("tags", new FieldChange(List.of(), List.of("\ud800", "é")));
    AssetSnapshot asset =
        asset(
            metadata("name", "\u0001\ud83d\ude00", "rating", 0.1, "fileSize", Long.MAX_VALUE),
            changed);
    Projection all = projection(List.of("rating", "fileSize", "name"), List.of());

    Snapshot read =
        new Snapshots(payloads, Snapshots.FileTexts.NONE)
            .read(EventTypes.ASSET_CHECKIN, asset.bytes());

    assertThat(read).isEqualTo(asset);
    assertThat(text(EventTypes.ASSET_CHECKIN, read, all))
        .isEqualTo(text(EventTypes.ASSET_CHECKIN, asset, all));
  }

  private String metadataOf(Metadata metadata, String... fields) {
    String json = render(metadata, Map.of(), List.of(fields), List.of());
    String begin = "\"metadata\":";
    return json.substring(
        json.indexOf(begin) + begin.length(), json.indexOf(",\"changedMetadata\""));
  }

  private String render(
      Metadata metadata,
      Map<String, FieldChange> changed,
      List<String> fields,
      List<String> changedFields) {
    return text(
        EventTypes.ASSET_UPDATE_METADATA,
        asset(metadata, changed),
        projection(fields, changedFields));
  }

  private AssetSnapshot asset(Metadata metadata, Map<String, FieldChange> changed) {
    return new AssetSnapshot(
        "2n-UzMFgate9nAwg8zLXCs", metadata, changed, Set.of("/Demo Zone"), payloads);
  }

  private static String text(EventType type, Snapshot snapshot, Projection projection) {
    Event event = Event.of(type, "2n-UzMFgate9nAwg8zLXCs", TIME, snapshot);
    return new String(snapshot.render(event, projection).bytes(), StandardCharsets.UTF_8);
  }

  private static Projection projection(List<String> fields, List<String> changedFields) {
    return new Projection(fields, changedFields);
  }

  static Metadata metadata(@Nullable Object... namesAndValues) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<@Nullable Object> all = Arrays.asList(namesAndValues);
    for (int i = 0; i < all.size(); i += 2) {
      Object value = all.get(i + 1);
      if (value != null) {
        values.put(String.valueOf(all.get(i)), value);
      }
    }
    return Metadata.of(values);
  }
}
