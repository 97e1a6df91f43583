package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CONFIRMED;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static dev.carillon.server.contract.Evidence.OURS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.files.Samples;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;

/** How an asset is shown: in searches, in the responses to changes. */
@Title("The hit")
final class HitContract extends Part {

  private static final String HIT = "hit";
  private static final String PERMISSIONS = "hit: `permissions`";
  private static final String VALUES = "hit: `metadata`";

  @Row(
      call = HIT,
      holds = "has `id`, `permissions`, `metadata`, `originalUrl`",
      evidence = DOCUMENTS)
  void theHit() {
    JsonNode hit = hit(asset("a.txt"));
    assertThat(hit.path("id").asText()).matches("[0-9A-Za-z_-]{22}");
    assertThat(hit.path("permissions").isTextual()).isTrue();
    assertThat(hit.path("metadata").isObject()).isTrue();
    assertThat(hit.path("originalUrl").isTextual()).isTrue();
  }

  @Row(
      call = HIT,
      holds = "`returnHighlightedText` adds `highlightedText` with the words that were found",
      evidence = DOCUMENTS)
  void highlightedText() {
    file("a.txt", "some words about zebracrossings in here".getBytes(UTF_8));
    String q = "zebracrossings AND ancestorPaths:\"" + here + "\"";
    TestResponse reply = post("/services/search", "q", q, "returnHighlightedText", "true");
    assertThat(reply.is(200).json().at("/hits/0/highlightedText").asText())
        .contains("zebracrossings");
  }

  @Row(
      call = HIT,
      holds = "a search by `relatedTo` adds `relation` with its id, type, and metadata",
      evidence = CONFIRMED)
  void relation() {
    String one = asset("one.txt");
    String two = asset("two.txt");
    post("/services/createRelation", "relationType", "contains", "target1Id", one, "target2Id", two)
        .is(200);
    JsonNode relation =
        post("/services/search", "q", "relatedTo:" + one).json().at("/hits/0/relation");
    assertThat(relation.path("relationId").asText()).isNotEmpty();
    assertThat(relation.path("relationType").asText()).isEqualTo("contains");
    assertThat(relation.path("relationMetadata").isObject()).isTrue();
  }

  @Row(
      call = HIT,
      holds = "`returnThumbnailHits` adds `thumbnailHits`, the assets in a collection",
      evidence = DOCUMENTS)
  void thumbnailHits() {
    String collection = asset("c.collection");
    String child = file("a.jpg", Samples.picture("jpg", 60, 40));
    hitWith(child, "previewState", "yes");
    post("/services/collection/add", "collectionId", collection, "childIds", child).is(200);
    TestResponse reply =
        post("/services/search", "q", "id:" + collection, "returnThumbnailHits", "true");
    JsonNode hits = reply.is(200).json().at("/hits/0/thumbnailHits");
    assertThat(hits).hasSize(1);
    assertThat(hits.at("/0/id").asText()).isEqualTo(child);
    assertThat(hits.at("/0/thumbnailUrl").asText()).isNotEmpty();
  }

  @Row(
      call = PERMISSIONS,
      holds = "ten letters in fixed places: `VPWUMERXCD`",
      evidence = CONFIRMED)
  void tenPlaces() {
    assertThat(hit(asset("a.txt")).path("permissions").asText()).isEqualTo("VPWUMERXCD");
  }

  @Row(
      call = PERMISSIONS,
      holds = "a permission that is not granted has `-` in its place",
      evidence = CONFIRMED)
  void dashes() {
    TestClient viewer = limited("viewer", "VPM");
    JsonNode hits = viewer.get("/services/search", "q", "id:" + asset("a.txt")).json();
    assertThat(hits.at("/hits/0/permissions").asText()).isEqualTo("VPW-M-----");
  }

  @Row(call = PERMISSIONS, holds = "W is granted wherever P is", evidence = OURS)
  void watermarkedStandsWithPreview() {
    TestClient viewer = limited("only-v", "V");
    JsonNode hits = viewer.get("/services/search", "q", "id:" + asset("a.txt")).json();
    assertThat(hits.at("/hits/0/permissions").asText()).isEqualTo("V---------");
  }

  @Row(
      call = "permissions",
      holds = "without a rule a user sees only `/Users/<name>`",
      evidence = DOCUMENTS)
  void withoutARule() {
    json("POST", "/api/users", "{\"username\":\"lonely\",\"password\":\"ring-every-bell\"}")
        .is(201);
    TestClient lonely = basic("lonely");
    asset("a.txt");
    lonely.form("/services/create", "assetPath", "/Users/lonely/mine.txt").is(200);
    JsonNode found = lonely.get("/services/search", "q", "").is(200).json();
    assertThat(found.path("totalHits").asInt()).isEqualTo(1);
    assertThat(found.at("/hits/0/metadata/assetPath").asText()).isEqualTo("/Users/lonely/mine.txt");
  }

  @Row(call = "permissions", holds = "rules of folders are inherited", evidence = DOCUMENTS)
  void rulesAreInherited() {
    TestClient heir = limited("heir", "V");
    String id = asset("deep/er/a.txt");
    assertThat(heir.get("/services/search", "q", "id:" + id).json().path("totalHits").asInt())
        .isEqualTo(1);
  }

  @Row(call = "permissions", holds = "super users see everything", evidence = DOCUMENTS)
  void superUsersSeeAll() {
    server.user("owner").form("/services/create", "assetPath", "/Users/owner/a.txt").is(200);
    TestResponse found = get("/services/search", "q", "assetPath:\"/Users/owner/a.txt\"");
    assertThat(found.json().path("totalHits").asInt()).isEqualTo(1);
  }

  @Row(
      call = "permissions",
      holds =
          "each letter grants one permission: P previews, U originals, M metadata, E files, R"
              + " renaming, X moving, C creating, D deleting",
      evidence = DOCUMENTS)
  void eachLetterGrantsItsOwn() {
    String id = asset("a.txt");
    TestClient viewer = limited("letters", "V");
    viewer.get("/file/" + id + "/*/a.txt").is(403);
    viewer.get("/preview/" + id).is(403);
    viewer.form("/services/update", "id", id, "title", "t").is(403);
    viewer.form("/services/checkout/" + id).is(403);
    viewer.form("/services/update", "id", id, "name", "b.txt").is(403);
    viewer.form("/services/create", "assetPath", here + "/c.txt").is(403);
    viewer.form("/services/remove", "ids", id);
    assertThat(finds("")).containsExactly("a.txt");
    limited("letters", "VPUMERXCD");
    viewer.get("/file/" + id + "/*/a.txt").is(200);
    viewer.form("/services/update", "id", id, "title", "t").is(200);
    viewer.form("/services/checkout/" + id).is(200);
    viewer.form("/services/undocheckout/" + id).is(200);
    viewer.form("/services/update", "id", id, "name", "b.txt").is(200);
    viewer.form("/services/create", "assetPath", here + "/c.txt").is(200);
    viewer.form("/services/move", "source", here + "/c.txt", "target", here + "/d/c.txt").is(200);
    viewer.form("/services/remove", "ids", id).is(200);
    assertThat(finds("")).containsExactly("c.txt");
  }

  @Row(
      call = "hit: `originalUrl`",
      holds = "is `<base>/file/<id>/*/<url-encoded filename>?_=<tag>`",
      evidence = DOCUMENTS)
  void originalUrl() {
    String id = asset("a b.txt");
    assertThat(hit(id).path("originalUrl").asText())
        .startsWith(server.url() + "/file/" + id + "/*/a%20b.txt?_=");
  }

  @Row(
      call = "hit: `originalUrl`",
      holds = "is present only with permission U",
      evidence = DOCUMENTS)
  void originalUrlNeedsU() {
    TestClient viewer = limited("no-u", "VP");
    JsonNode hit = viewer.get("/services/search", "q", "id:" + asset("a.txt")).json().at("/hits/0");
    assertThat(hit.has("id")).isTrue();
    assertThat(hit.has("originalUrl")).isFalse();
  }

  @Row(
      call = "hit: `previewUrl`",
      holds =
          "is `<base>/preview/<id>/previews/maxWidth_1600_maxHeight_1600.jpg/*/"
              + "<name>_preview.jpg?_=1`",
      evidence = DOCUMENTS)
  void previewUrl() {
    String id = file("a.jpg", Samples.picture("jpg", 60, 40));
    assertThat(hitWith(id, "previewState", "yes").path("previewUrl").asText())
        .isEqualTo(
            server.url()
                + "/preview/"
                + id
                + "/previews/maxWidth_1600_maxHeight_1600.jpg/*/a_preview.jpg?_=1");
  }

  @Row(
      call = "hit: `thumbnailUrl`",
      holds = "is `<base>/thumbnail/<id>/*/<name>_thumb.jpg?_=1`",
      evidence = DOCUMENTS)
  void thumbnailUrl() {
    String id = file("a.jpg", Samples.picture("jpg", 60, 40));
    assertThat(hitWith(id, "thumbnailState", "yes").path("thumbnailUrl").asText())
        .isEqualTo(server.url() + "/thumbnail/" + id + "/*/a_thumb.jpg?_=1");
  }

  @Row(
      call = "hit: `previewUrl`, `thumbnailUrl`",
      holds = "are present only after the pictures exist",
      evidence = DOCUMENTS)
  void noUrlsWithoutPictures() {
    JsonNode hit = created("a.bin", new byte[] {0, 1, 2});
    assertThat(hit.has("previewUrl")).isFalse();
    assertThat(hit.has("thumbnailUrl")).isFalse();
  }

  @Row(
      call = "`appendRequestSecret=true`",
      holds = "the URLs have `requestSecret=…`; they download without a login",
      evidence = DOCUMENTS)
  void requestSecret() {
    String id = asset("a.txt");
    String url =
        post("/services/search", "q", "id:" + id, "appendRequestSecret", "true")
            .json()
            .at("/hits/0/originalUrl")
            .asText();
    assertThat(url).contains("requestSecret=");
    assertThat(server.anonymous().get(url).is(200).text()).isEqualTo("words of a.txt");
    server.anonymous().get(url.replaceAll("requestSecret=....", "requestSecret=0000")).is(401);
    server.anonymous().get(hit(id).path("originalUrl").asText()).is(401);
  }

  @Row(
      call = VALUES,
      holds =
          "dates, date-times and `fileSize` are"
              + " `{\"value\":<epoch milliseconds or bytes>,\"formatted\":\"…\"}`",
      evidence = DOCUMENTS)
  void datesAndSizes() {
    JsonNode metadata = metadata(asset("a.txt", "created", "2012-03-23T12:16:58Z"));
    assertThat(metadata.path("created").toString())
        .isEqualTo("{\"value\":1332505018000,\"formatted\":\"2012-03-23 13:16:58 +0100\"}");
    assertThat(metadata.at("/fileSize/value").asInt()).isEqualTo(14);
    assertThat(metadata.at("/fileSize/formatted").isTextual()).isTrue();
    assertThat(metadata.at("/assetCreated/value").isIntegralNumber()).isTrue();
  }

  @Row(call = VALUES, holds = "number fields are numbers", evidence = DOCUMENTS)
  void numbers() {
    assertThat(metadata(asset("a.txt", "rating", "4")).path("rating").toString()).isEqualTo("4");
  }

  @Row(call = VALUES, holds = "multi-value fields are arrays", evidence = DOCUMENTS)
  void arrays() {
    assertThat(metadata(asset("a.txt", "creatorName", "Ann")).path("creatorName").toString())
        .isEqualTo("[\"Ann\"]");
  }

  @Row(call = VALUES, holds = "`checkedOut` is `{\"value\",\"formatted\"}`", evidence = DOCUMENTS)
  void checkedOut() {
    String id = asset("a.txt");
    post("/services/checkout/" + id).is(200);
    assertThat(metadata(id).path("checkedOut").has("value")).isTrue();
    assertThat(metadata(id).path("checkedOut").has("formatted")).isTrue();
  }

  @Row(
      call = VALUES,
      holds =
          "all other values are strings, converted to the field's type: a number sent to a text"
              + " field becomes a string",
      evidence = DOCUMENTS)
  void coercion() {
    String id = asset("a.txt", "metadata", "{\"title\":2026,\"rating\":\"3\",\"cf_a\":1}");
    assertThat(metadata(id).path("title").toString()).isEqualTo("\"2026\"");
    assertThat(metadata(id).path("rating").toString()).isEqualTo("3");
    assertThat(metadata(id).path("cf_a").toString()).isEqualTo("\"1\"");
  }

  private TestClient limited(String name, String permissions) {
    if (get("/api/users/" + name).status() == 404) {
      String user = "{\"username\":\"" + name + "\",\"password\":\"ring-every-bell\"}";
      json("POST", "/api/users", user).is(201);
    }
    post("/services/createFolder", "path", here).is(200);
    json(
            "PUT",
            "/api/folder-rights",
            "{\"path\":\"%s\",\"user\":\"%s\",\"permissions\":\"%s\"}"
                .formatted(here, name, permissions))
        .is(200);
    return basic(name);
  }

  private TestClient basic(String name) {
    return server.as(name);
  }
}
