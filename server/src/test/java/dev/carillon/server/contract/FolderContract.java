package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static dev.carillon.server.testing.TestClient.FORM;
import static dev.carillon.server.testing.TestClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.testing.TestResponse;

/** Folders, by the old call and by the resource. */
@Title("Folders")
final class FolderContract extends Part {

  private static final String CREATE = "`createFolder`";
  private static final String FOLDER = "`/api/folder`";

  private JsonNode folder(String name, String metadata) {
    String body = "{\"path\":\"" + here + name + "\",\"metadata\":" + metadata + "}";
    TestResponse reply = json("POST", "/api/folder", body);
    assertThat(reply.status()).as(reply.text()).isIn(200, 201);
    return reply.json();
  }

  @Row(
      call = CREATE,
      holds = "returns `{\"/path\":\"created\"}`, or `already exists`",
      evidence = DOCUMENTS)
  void createFolder() {
    assertThat(post("/services/createFolder", "path", here + "/a").is(200).text())
        .isEqualTo("{\"" + here + "/a\":\"created\"}");
    assertThat(post("/services/createFolder", "path", here + "/a").is(200).text())
        .isEqualTo("{\"" + here + "/a\":\"already exists\"}");
  }

  @Row(call = CREATE, holds = "`path` can be repeated", evidence = DOCUMENTS)
  void createFolders() {
    String body = "path=" + encoded(here + "/a") + "&path=" + encoded(here + "/b");
    assertThat(admin().send("POST", "/services/createFolder", FORM, body).is(200).text())
        .isEqualTo("{\"" + here + "/a\":\"created\",\"" + here + "/b\":\"created\"}");
  }

  @Row(
      call = CREATE,
      holds = "the response says for each path why it was not created",
      evidence = DOCUMENTS)
  void notCreated() {
    String why =
        post("/services/createFolder", "path", here + "/a:b")
            .is(200)
            .json()
            .path(here + "/a:b")
            .asText();
    assertThat(why).isNotEmpty().isNotEqualTo("created").isNotEqualTo("already exists");
  }

  @Row(
      call = "`POST /api/folder`",
      holds = "`{path,metadata}` returns the folder `{id,name,path,permissions,metadata}`",
      evidence = DOCUMENTS)
  void post() {
    JsonNode folder = folder("/a", "{\"description\":\"words\"}");
    assertThat(folder.path("id").asText()).matches("[0-9A-Za-z_-]{22}");
    assertThat(folder.path("name").asText()).isEqualTo("a");
    assertThat(folder.path("path").asText()).isEqualTo(here + "/a");
    assertThat(folder.path("permissions").asText()).isEqualTo("VPWUMERXCD");
    assertThat(folder.at("/metadata/description").asText()).isEqualTo("words");
  }

  @Row(
      call = "`POST /api/folder`",
      holds = "creates missing parents; only the deepest folder gets the metadata",
      evidence = CLIENTS)
  void parents() {
    folder("/a/b", "{\"description\":\"words\"}");
    JsonNode parent = get("/api/folder/get", "path", here + "/a").is(200).json();
    assertThat(parent.path("metadata").has("description")).isFalse();
    JsonNode deepest = get("/api/folder/get", "path", here + "/a/b").is(200).json();
    assertThat(deepest.at("/metadata/description").asText()).isEqualTo("words");
  }

  @Row(
      call = "`GET /api/folder/get?path=`, `GET /api/folder/<id>`",
      holds = "return the folder; 404 if it does not exist",
      evidence = DOCUMENTS)
  void get() {
    JsonNode folder = folder("/a", "{}");
    assertThat(get("/api/folder/get", "path", here + "/a").is(200).json()).isEqualTo(folder);
    assertThat(get("/api/folder/" + folder.path("id").asText()).is(200).json()).isEqualTo(folder);
    get("/api/folder/get", "path", here + "/none").is(404);
    get("/api/folder/0000000000000000000000").is(404);
  }

  @Row(
      call = "`GET /api/folder/list?id&from&size`",
      holds = "returns the folders in it as `{folders:[…],total}`",
      evidence = DOCUMENTS)
  void list() {
    folder("/a", "{}");
    folder("/b", "{}");
    folder("/c", "{}");
    String id = get("/api/folder/get", "path", here).json().path("id").asText();
    JsonNode list = get("/api/folder/list", "id", id, "from", "1", "size", "1").is(200).json();
    assertThat(list.path("total").asInt()).isEqualTo(3);
    assertThat(list.path("folders")).hasSize(1);
    assertThat(list.at("/folders/0/name").asText()).isEqualTo("b");
  }

  @Row(
      call = "`GET /api/folder/search?q&from&size`",
      holds = "returns the found folders as `{folders:[…],total}`",
      evidence = DOCUMENTS)
  void search() {
    folder("/kangaroo", "{}");
    folder("/b", "{}");
    JsonNode found =
        get("/api/folder/search", "q", "kangaroo", "from", "0", "size", "10").is(200).json();
    assertThat(found.path("total").asInt()).isEqualTo(1);
    assertThat(found.at("/folders/0/path").asText()).isEqualTo(here + "/kangaroo");
  }

  @Row(
      call = "`PUT /api/folder/<id>`",
      holds = "`{metadata}` changes the metadata and returns the folder",
      evidence = DOCUMENTS)
  void put() {
    String path = "/api/folder/" + folder("/a", "{}").path("id").asText();
    String body = "{\"metadata\":{\"description\":\"next\"}}";
    assertThat(json("PUT", path, body).is(200).json().at("/metadata/description").asText())
        .isEqualTo("next");
    assertThat(get(path).json().at("/metadata/description").asText()).isEqualTo("next");
  }

  @Row(call = "`DELETE /api/folder/<id>`", holds = "returns 200 `{}`", evidence = CLIENTS)
  void delete() {
    String path = "/api/folder/" + folder("/a", "{}").path("id").asText();
    assertThat(json("DELETE", path, "").is(200).text()).isEqualTo("{}");
    get(path).is(404);
  }

  @Row(
      call = FOLDER,
      holds = "a folder's id has 22 characters and never changes",
      evidence = DOCUMENTS)
  void ids() {
    String id = folder("/a", "{}").path("id").asText();
    post("/services/move", "source", here + "/a", "target", here + "/b").is(200);
    assertThat(get("/api/folder/get", "path", here + "/b").is(200).json().path("id").asText())
        .isEqualTo(id);
  }
}
