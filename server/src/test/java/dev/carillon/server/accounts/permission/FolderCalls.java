package dev.carillon.server.accounts.permission;

import dev.carillon.server.accounts.permission.Row.Refusal;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.util.List;

/** The calls about relations, folders, links, and about assets as resources. */
final class FolderCalls extends CallTable {

  FolderCalls() {
    ties();
    folders();
    nouns();
    sharing();
  }

  private void ties() {
    told(
        "/services/createRelation",
        "M",
        "V",
        s -> s.id() + " " + s.other(),
        (c, s, p) ->
            c.form(
                "/services/createRelation",
                "relationType",
                "related",
                "target1Id",
                p.split(" ")[0],
                "target2Id",
                p.split(" ")[1]));
    counted(
        "/services/removeRelation",
        "M",
        SampleFolders::relation,
        (c, s, p) -> c.form("/services/removeRelation", "relationIds", p));
    told(
        "/services/collection/add",
        "M",
        "",
        s -> s.box() + " " + s.other(),
        (c, s, p) ->
            c.form(
                "/services/collection/add",
                "collectionId",
                p.split(" ")[0],
                "childIds",
                p.split(" ")[1]));
    told(
        "/services/collection/remove",
        "M",
        "",
        s -> s.relation().isEmpty() ? "" : s.box() + " " + s.other(),
        (c, s, p) ->
            c.form(
                "/services/collection/remove",
                "collectionId",
                p.split(" ")[0],
                "childIds",
                p.split(" ")[1]));
  }

  private void folders() {
    String folder = "/api/folder";
    rows.add(
        new Row(
            "/services/createFolder",
            "C",
            "",
            Refusal.SAID,
            s -> "",
            (c, s, p) -> c.form("/services/createFolder", "path", s.folder() + "/new")));
    told(
        folder, "C", (c, s, p) -> c.json("POST", folder, "{\"path\": \"" + s.folder() + "/new\"}"));
    told("/api/folder/get", "", (c, s, p) -> c.get("/api/folder/get", "path", s.folder()));
    absent("/api/folder/list", (c, s, p) -> c.get("/api/folder/list", "size", "1000"));
    absent(
        "/api/folder/search", (c, s, p) -> c.get("/api/folder/search", "q", "source-" + s.token()));
    told(
        "/api/folder/list",
        "",
        s -> s.folderId(s.folder()),
        (c, s, p) -> c.get("/api/folder/list", "id", p));
    told(
        "/api/folder/{id}",
        "",
        s -> s.folderId(s.folder()),
        (c, s, p) -> c.get("/api/folder/" + p));
    told(
        "/api/folder/{id}",
        "M",
        s -> s.folderId(s.folder()),
        (c, s, p) ->
            c.json("PUT", "/api/folder/" + p, "{\"metadata\": {\"description\": \"new\"}}"));
    told(
        "/api/folder/{id}",
        "D",
        s -> s.folderId(s.folder() + "/empty"),
        (c, s, p) -> c.json("DELETE", "/api/folder/" + p, ""));
  }

  private void nouns() {
    String asset = "/api/asset";
    String one = "/api/asset/{id}";
    told(
        asset,
        "C",
        (c, s, p) -> c.json("POST", asset, "{\"assetPath\": \"" + s.folder() + "/new.txt\"}"));
    absent("/api/asset/search", (c, s, p) -> c.get("/api/asset/search", "q", s.token()));
    ofAsset(one, "", (c, s, p) -> c.get("/api/asset/" + p));
    ofAsset(one + "/original", "U", (c, s, p) -> c.get("/api/asset/" + p + "/original"));
    ofAsset(
        one + "/original",
        "E",
        (c, s, p) -> c.form("/api/asset/" + p + "/original", "Filedata", FILE));
    told(
        one + "/preview",
        "P",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/api/asset/" + p + "/preview"));
    told(
        one + "/thumbnail",
        "",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/api/asset/" + p + "/thumbnail"));
    ofAsset(
        "/api/asset/{ids}/signed-original-url",
        "U",
        (c, s, p) -> c.get("/api/asset/" + p + "/signed-original-url"));
    for (String file : List.of("preview", "thumbnail", "image-rendition")) {
      told(
          "/api/asset/{ids}/signed-" + file + "-url",
          file.equals("thumbnail") ? "" : "P",
          SampleFolders::previewed,
          (c, s, p) -> c.get("/api/asset/" + p + "/signed-" + file + "-url"));
    }
  }

  private void sharing() {
    String key = "/services/createAuthKey";
    ofAsset(key, "P", (c, s, p) -> key(c, key, p, s, "sort", "name"));
    ofAsset(key, "UP", (c, s, p) -> key(c, key, p, s, "downloadOriginal", "true"));
    ofAsset(key, "P", (c, s, p) -> key(c, key, p, s, "downloadPreview", "true"));
    ofAsset(key, "PM", (c, s, p) -> key(c, key, p, s, "requestApproval", "true"));
    told(
        key,
        "C",
        (c, s, p) ->
            c.form(
                key,
                "subject",
                s.token(),
                "validUntil",
                "2100-01-01",
                "requestUpload",
                "true",
                "importFolderPath",
                s.folder()));
    told(
        "/api/sharelink",
        "UP",
        "",
        SampleFolders::id,
        (c, s, p) ->
            c.json(
                "POST",
                "/api/sharelink",
                """
                {"subject": "%s", "validUntil": "2100-01-01", "assetIds": ["%s"],
                 "downloadOriginal": true}\
                """
                    .formatted(s.token(), p)));
    told(
        "/services/updateAuthKey",
        "UP",
        s -> {
          s.server().allow("ann", s.folder(), "VP-------");
          return key(s.server().as("ann"), key, s.id(), s, "sort", "name")
              .is(200)
              .json()
              .path("authKey")
              .asText();
        },
        (c, s, p) -> c.form("/services/updateAuthKey", "key", p, "downloadOriginal", "true"));
  }

  private static TestResponse key(
      TestClient caller, String path, String id, SampleFolders sample, String name, String value) {
    return caller.form(
        path, "subject", sample.token(), "validUntil", "2100-01-01", "assetIds", id, name, value);
  }
}
