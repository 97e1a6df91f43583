package dev.carillon.server.accounts.permission;

import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordedServer;

/**
 * What one attempt is made on: a folder with an asset and a collection in it, and another folder
 * with an asset in it. All names hold the token. No preview is made of these files.
 */
record SampleFolders(RecordedServer server, String token) {

  static SampleFolders in(RecordedServer server, String token) {
    SampleFolders sample = new SampleFolders(server, token);
    sample.make();
    return sample;
  }

  private void make() {
    server.asset(path(), "description", token);
    server.asset(folder() + "/box.collection");
    server.asset(target() + "/other.bin");
    server.folder(folder() + "/empty");
  }

  String folder() {
    return "/source-" + token;
  }

  String target() {
    return "/target-" + token;
  }

  String path() {
    return folder() + "/one.bin";
  }

  String id() {
    return idOf(path());
  }

  String other() {
    return idOf(target() + "/other.bin");
  }

  String box() {
    return idOf(folder() + "/box.collection");
  }

  String idOf(String path) {
    return server
        .admin()
        .form("/services/search", "q", "assetPath:\"" + path + "\"")
        .json()
        .path("hits")
        .path(0)
        .path("id")
        .asText();
  }

  String folderId(String path) {
    return server.admin().get("/api/folder/get", "path", path).is(200).json().path("id").asText();
  }

  /** The asset's second version, made by a super user. */
  String withVersion() {
    server.admin().form("/services/update", "id", id(), "Filedata", "data:,second").is(200);
    return id();
  }

  /** Another asset of the folder, once its preview is there. */
  String previewed() {
    String id = server.asset(folder() + "/shown.txt");
    Await.until("a preview of " + id, () -> previewState(id).contains("yes"));
    return id;
  }

  private String previewState(String id) {
    return server
        .admin()
        .form("/services/search", "q", "id:" + id)
        .json()
        .at("/hits/0/metadata/previewState")
        .toString();
  }

  /** The asset checked out by this user, who could then. */
  String checkedOut(String username) {
    server.allow(username, folder(), "VPUMERXCD");
    String id = id();
    server.as(username).form("/services/checkout/" + id).is(200);
    return id;
  }

  /** The path of a comment on the asset, by this user. */
  String commented(String username) {
    server.allow(username, folder(), "V");
    return server
        .as(username)
        .json("POST", "/api/assets/" + id() + "/comments", "{\"text\": \"Too bright\"}")
        .is(201)
        .header("Location");
  }

  /** The id of a relation between the asset and the other one. */
  String relation() {
    server
        .admin()
        .form(
            "/services/createRelation",
            "relationType",
            "contains",
            "target1Id",
            box(),
            "target2Id",
            other())
        .is(200);
    return server
        .admin()
        .form("/services/search", "q", "relatedTo:" + box())
        .json()
        .path("hits")
        .path(0)
        .path("relation")
        .path("relationId")
        .asText();
  }
}
