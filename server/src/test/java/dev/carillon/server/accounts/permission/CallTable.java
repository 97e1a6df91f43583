package dev.carillon.server.accounts.permission;

import dev.carillon.server.accounts.permission.Row.Act;
import dev.carillon.server.accounts.permission.Row.Prepare;
import dev.carillon.server.accounts.permission.Row.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Every call about assets and folders, and which permissions it needs. */
class CallTable {

  static final String FILE = "data:,new";

  final List<Row> rows = new ArrayList<>();

  static List<Row> rows() {
    List<Row> all = new ArrayList<>(new AssetCalls().rows);
    all.addAll(new FolderCalls().rows);
    return all;
  }

  final void told(String route, String letters, Act act) {
    told(route, letters, "", sample -> "", act);
  }

  /** A call about the sample's asset, whose id it gets. */
  final void ofAsset(String route, String letters, Act act) {
    told(route, letters, SampleFolders::id, act);
  }

  final void told(String route, String letters, Prepare before, Act act) {
    told(route, letters, "", before, act);
  }

  final void told(String route, String letters, String elsewhere, Prepare before, Act act) {
    rows.add(new Row(route, letters, elsewhere, Refusal.TOLD, before, act));
  }

  final void counted(String route, String letters, Prepare before, Act act) {
    rows.add(new Row(route, letters, "", Refusal.COUNTED, before, act));
  }

  final void absent(String route, Act act) {
    rows.add(new Row(route, "", "", Refusal.ABSENT, sample -> "", act));
  }
}
