package dev.carillon.server.accounts.access;

import dev.carillon.server.accounts.access.Row.Act;
import dev.carillon.server.accounts.access.Row.Prepare;
import dev.carillon.server.accounts.access.Row.Refusal;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.util.ArrayList;
import java.util.List;

/** Every call about assets and folders, and what it needs. */
final class CallTable {

  private static final String FILE = "data:,new";

  private final List<Row> rows = new ArrayList<>();

  private CallTable() {
    assets();
    many();
    looking();
    files();
    ties();
    folders();
    nouns();
    sharing();
  }

  static List<Row> rows() {
    return new CallTable().rows;
  }

  private void told(String route, String letters, Act act) {
    told(route, letters, "", sample -> "", act);
  }

  private void told(String route, String letters, String elsewhere, Prepare before, Act act) {
    rows.add(new Row(route, letters, elsewhere, Refusal.TOLD, before, act));
  }

  private void counted(String route, String letters, Prepare before, Act act) {
    rows.add(new Row(route, letters, "", Refusal.COUNTED, before, act));
  }

  private void absent(String route, Act act) {
    rows.add(new Row(route, "", "", Refusal.ABSENT, sample -> "", act));
  }

  private void assets() {
    String create = "/services/create";
    String update = "/services/update";
    told(create, "C", (c, s, p) -> c.form(create, "assetPath", s.folder() + "/new.txt"));
    told(update, "M", "", SampleFolders::id, (c, s, p) -> c.form(update, "id", p, "title", "new"));
    told(
        update, "E", "", SampleFolders::id, (c, s, p) -> c.form(update, "id", p, "Filedata", FILE));
    told(
        update,
        "R",
        "",
        SampleFolders::id,
        (c, s, p) -> c.form(update, "id", p, "name", "new.txt"));
    told(
        update,
        "X",
        "C",
        SampleFolders::id,
        (c, s, p) -> c.form(update, "id", p, "folderPath", s.target()));
    told(
        "/services/checkout/{id}",
        "E",
        "",
        SampleFolders::id,
        (c, s, p) -> c.form("/services/checkout/" + p));
    told(
        "/services/checkout/{id}",
        "EU",
        "",
        SampleFolders::id,
        (c, s, p) -> c.form("/services/checkout/" + p, "download", "true"));
    told(
        "/services/undocheckout/{id}",
        "E",
        "",
        s -> s.checkedOut("ann"),
        (c, s, p) -> c.form("/services/undocheckout/" + p));
    told(
        "/services/logUsage",
        "",
        "",
        SampleFolders::id,
        (c, s, p) -> c.form("/services/logUsage", "assetId", p, "action", "LOOKED"));
    told(
        "/services/asset/history",
        "",
        "",
        SampleFolders::id,
        (c, s, p) -> c.form("/services/asset/history", "id", p));
    told(
        "/services/version/list",
        "",
        "",
        SampleFolders::id,
        (c, s, p) -> c.form("/services/version/list", "assetId", p));
    told(
        "/services/version/promote",
        "EM",
        "",
        SampleFolders::withVersion,
        (c, s, p) -> c.form("/services/version/promote", "assetId", p, "version", "1"));
    told(
        "/services/version/delete",
        "D",
        "",
        SampleFolders::withVersion,
        (c, s, p) -> c.form("/services/version/delete", "assetId", p, "version", "1"));
  }

  private void many() {
    told(
        "/services/move",
        "X",
        "C",
        s -> "",
        (c, s, p) -> c.form("/services/move", "source", s.path(), "target", s.target() + "/m.txt"));
    told(
        "/services/move",
        "R",
        (c, s, p) -> c.form("/services/move", "source", s.path(), "target", s.folder() + "/m.txt"));
    told(
        "/services/move",
        "X",
        "C",
        s -> "",
        (c, s, p) -> c.form("/services/move", "source", s.folder(), "target", s.target() + "/m"));
    told(
        "/services/copy",
        "U",
        "C",
        s -> "",
        (c, s, p) -> c.form("/services/copy", "source", s.path(), "target", s.target() + "/m.txt"));
    told(
        "/services/copy",
        "U",
        "C",
        s -> "",
        (c, s, p) -> c.form("/services/copy", "source", s.folder(), "target", s.target() + "/m"));
    counted(
        "/services/updatebulk",
        "M",
        SampleFolders::id,
        (c, s, p) -> c.form("/services/updatebulk", "q", "id:" + p, "title", "new"));
    counted(
        "/services/updatebulk",
        "M",
        SampleFolders::id,
        (c, s, p) ->
            c.form("/services/updatebulk", "q", "description:" + s.token(), "title", "new"));
    counted(
        "/services/remove",
        "D",
        SampleFolders::id,
        (c, s, p) -> c.form("/services/remove", "ids", p));
    counted(
        "/services/remove",
        "D",
        s -> "",
        (c, s, p) -> c.form("/services/remove", "q", "description:" + s.token()));
    told(
        "/services/remove", "D", (c, s, p) -> c.form("/services/remove", "folderPath", s.folder()));
  }

  private void looking() {
    absent("/services/search", (c, s, p) -> c.form("/services/search", "q", s.token()));
    absent("/services/search", (c, s, p) -> c.form("/services/search", "q", s.folder()));
    absent(
        "/services/search",
        (c, s, p) ->
            c.json(
                "POST",
                "/services/search",
                "{\"query\": {\"QueryStringQuery\": {\"queryString\": \"description:"
                    + s.token()
                    + "\"}}}"));
    absent("/services/browse", (c, s, p) -> c.get("/services/browse", "path", "/"));
    told(
        "/services/browse",
        "",
        (c, s, p) -> c.get("/services/browse", "path", s.folder(), "includeExtensions", "all"));
    absent("/metadata/{name}", (c, s, p) -> c.get("/metadata/a.json", "q", "*"));
    absent("/metadata/{name}", (c, s, p) -> c.get("/metadata/a.csv", "assetPath", s.folder()));
    absent("/metadata/{name}", (c, s, p) -> c.get("/metadata/a.json", "assetIds", s.id()));
  }

  private void files() {
    told("/file/{id}/*", "U", "", SampleFolders::id, (c, s, p) -> c.get("/file/" + p + "/*/a.txt"));
    told(
        "/preview/{id}/*",
        "P",
        "",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/preview/" + p + "/*/a.jpg"));
    told(
        "/thumbnail/{id}/*",
        "",
        "",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/thumbnail/" + p + "/*/a.jpg"));
    told(
        "/version/{id}/{version}/*",
        "U",
        "",
        SampleFolders::withVersion,
        (c, s, p) -> c.get("/version/" + p + "/1/a.txt"));
    told(
        "/zip/{name}.zip",
        "U",
        "",
        SampleFolders::id,
        (c, s, p) -> c.get("/zip/a.zip", "assetIds", p));
    told(
        "/zip/{name}.zip",
        "P",
        "",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/zip/a.zip", "assetIds", p, "downloadKind", "preview"));
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
        "",
        s -> s.folderId(s.folder()),
        (c, s, p) -> c.get("/api/folder/list", "id", p));
    told(
        "/api/folder/{id}",
        "",
        "",
        s -> s.folderId(s.folder()),
        (c, s, p) -> c.get("/api/folder/" + p));
    told(
        "/api/folder/{id}",
        "M",
        "",
        s -> s.folderId(s.folder()),
        (c, s, p) ->
            c.json("PUT", "/api/folder/" + p, "{\"metadata\": {\"description\": \"new\"}}"));
    told(
        "/api/folder/{id}",
        "D",
        "",
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
    told(one, "", "", SampleFolders::id, (c, s, p) -> c.get("/api/asset/" + p));
    told(
        one + "/original",
        "U",
        "",
        SampleFolders::id,
        (c, s, p) -> c.get("/api/asset/" + p + "/original"));
    told(
        one + "/original",
        "E",
        "",
        SampleFolders::id,
        (c, s, p) -> c.form("/api/asset/" + p + "/original", "Filedata", FILE));
    told(
        one + "/preview",
        "P",
        "",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/api/asset/" + p + "/preview"));
    told(
        one + "/thumbnail",
        "",
        "",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/api/asset/" + p + "/thumbnail"));
    told(
        "/api/asset/{ids}/signed-original-url",
        "U",
        "",
        SampleFolders::id,
        (c, s, p) -> c.get("/api/asset/" + p + "/signed-original-url"));
    for (String file : List.of("preview", "thumbnail", "image-rendition")) {
      told(
          "/api/asset/{ids}/signed-" + file + "-url",
          file.equals("thumbnail") ? "" : "P",
          "",
          SampleFolders::previewed,
          (c, s, p) -> c.get("/api/asset/" + p + "/signed-" + file + "-url"));
    }
  }

  private void sharing() {
    String key = "/services/createAuthKey";
    told(key, "P", "", SampleFolders::id, (c, s, p) -> key(c, key, p, s, "sort", "name"));
    told(
        key,
        "UP",
        "",
        SampleFolders::id,
        (c, s, p) -> key(c, key, p, s, "downloadOriginal", "true"));
    told(
        key, "P", "", SampleFolders::id, (c, s, p) -> key(c, key, p, s, "downloadPreview", "true"));
    told(
        key,
        "PM",
        "",
        SampleFolders::id,
        (c, s, p) -> key(c, key, p, s, "requestApproval", "true"));
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
        "",
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
