package dev.carillon.server.accounts.permission;

/** The calls about assets, one or many, and about their files. */
final class AssetCalls extends CallTable {

  AssetCalls() {
    assets();
    many();
    looking();
    files();
  }

  private void assets() {
    String create = "/services/create";
    String update = "/services/update";
    told(create, "C", (c, s, p) -> c.form(create, "assetPath", s.folder() + "/new.txt"));
    ofAsset(update, "M", (c, s, p) -> c.form(update, "id", p, "title", "new"));
    ofAsset(update, "E", (c, s, p) -> c.form(update, "id", p, "Filedata", FILE));
    ofAsset(update, "R", (c, s, p) -> c.form(update, "id", p, "name", "new.bin"));
    told(
        update,
        "X",
        "C",
        SampleFolders::id,
        (c, s, p) -> c.form(update, "id", p, "folderPath", s.target()));
    ofAsset("/services/checkout/{id}", "E", (c, s, p) -> c.form("/services/checkout/" + p));
    ofAsset(
        "/services/checkout/{id}",
        "EU",
        (c, s, p) -> c.form("/services/checkout/" + p, "download", "true"));
    told(
        "/services/undocheckout/{id}",
        "E",
        s -> s.checkedOut("ann"),
        (c, s, p) -> c.form("/services/undocheckout/" + p));
    ofAsset(
        "/services/logUsage",
        "",
        (c, s, p) -> c.form("/services/logUsage", "assetId", p, "action", "LOOKED"));
    ofAsset("/services/asset/history", "", (c, s, p) -> c.form("/services/asset/history", "id", p));
    comments();
    ofAsset(
        "/services/version/list", "", (c, s, p) -> c.form("/services/version/list", "assetId", p));
    told(
        "/services/version/promote",
        "EM",
        SampleFolders::withVersion,
        (c, s, p) -> c.form("/services/version/promote", "assetId", p, "version", "1"));
    told(
        "/services/version/delete",
        "D",
        SampleFolders::withVersion,
        (c, s, p) -> c.form("/services/version/delete", "assetId", p, "version", "1"));
  }

  private void comments() {
    String all = "/api/assets/{id}/comments";
    String one = all + "/{comment}";
    String text = "{\"text\": \"Too dark\"}";
    ofAsset(all, "", (c, s, p) -> c.get("/api/assets/" + p + "/comments"));
    ofAsset(all, "", (c, s, p) -> c.json("POST", "/api/assets/" + p + "/comments", text));
    told(one, "", s -> s.commented("ann"), (c, s, p) -> c.get(p));
    told(one, "", s -> s.commented("ann"), (c, s, p) -> c.json("PUT", p, text));
    told(one, "", s -> s.commented("ann"), (c, s, p) -> c.bare("DELETE", p));
    absent("/api/asset-summaries", (c, s, p) -> c.get("/api/asset-summaries", "ids", s.id()));
  }

  private void many() {
    told(
        "/services/move",
        "X",
        "C",
        s -> "",
        (c, s, p) -> c.form("/services/move", "source", s.path(), "target", s.target() + "/m.bin"));
    told(
        "/services/move",
        "R",
        (c, s, p) -> c.form("/services/move", "source", s.path(), "target", s.folder() + "/m.bin"));
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
        (c, s, p) -> c.form("/services/copy", "source", s.path(), "target", s.target() + "/m.bin"));
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
    ofAsset("/file/{id}/*", "U", (c, s, p) -> c.get("/file/" + p + "/*/a.txt"));
    told(
        "/preview/{id}/*",
        "P",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/preview/" + p + "/*/a.jpg"));
    told(
        "/thumbnail/{id}/*",
        "",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/thumbnail/" + p + "/*/a.jpg"));
    told(
        "/version/{id}/{version}/*",
        "U",
        SampleFolders::withVersion,
        (c, s, p) -> c.get("/version/" + p + "/1/a.txt"));
    told(
        "/api/asset/{id}/versions/{version}/preview",
        "P",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/api/asset/" + p + "/versions/1/preview"));
    ofAsset("/zip/{name}.zip", "U", (c, s, p) -> c.get("/zip/a.zip", "assetIds", p));
    told(
        "/zip/{name}.zip",
        "P",
        SampleFolders::previewed,
        (c, s, p) -> c.get("/zip/a.zip", "assetIds", p, "downloadKind", "preview"));
  }
}
