package dev.carillon.server.assets.asset;

import dev.carillon.hooks.event.EventType;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldEdits;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.assets.file.Blob;
import dev.carillon.server.assets.file.FileTypes;
import dev.carillon.server.assets.file.NewFile;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.preview.rendering.PreviewKind;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How assets change: from what is there and what is asked for to what will be there. Keeps the
 * derived fields. Pure: reads and writes nothing.
 */
public final class AssetRules {

  private static final Set<String> CHECKOUT_FIELDS =
      Set.of("checkedOut", "checkedOutBy", "checkedOutOnClient");

  /** Fields that follow from an asset's path, and that not every path gives a value. */
  private static final Set<String> OF_SOME_NAMES = Set.of("extension", "ancestorPaths", "fileType");

  /**
   * The fields that stay when a version is promoted: those about the asset's path, and the like.
   */
  private static final Set<String> STAYING =
      Set.of(
          "assetPath",
          "folderPath",
          "ancestorPaths",
          "filename",
          "name",
          "baseName",
          "extension",
          "assetType",
          "assetDomain",
          "fileType",
          "mimeType",
          "fileCreated",
          "assetCreated",
          "assetCreator",
          "checkedOut",
          "checkedOutBy",
          "checkedOutOnClient");

  private final ChangedFields difference;
  private final List<String> required;
  private final FileTypes fileTypes;
  private volatile Predicate<String> external = extension -> false;

  public AssetRules(FieldRegistry registry) {
    this.difference = new ChangedFields(registry);
    this.required = registry.all().stream().filter(Field::required).map(Field::name).toList();
    this.fileTypes = FileTypes.load();
  }

  /** Tells of which extensions external engines make pictures. */
  public void external(Predicate<String> extensions) {
    external = extensions;
  }

  /** A new asset with this file. */
  AssetChange.Created create(
      String id, TreePath path, NewFile file, FieldEdits edits, ChangeStamp stamp) {
    Blob blob = file.blob();
    Map<String, Object> values = new LinkedHashMap<>(placed(path));
    values.putAll(file.valuesFor(values));
    values.putAll(filed(blob, stamp));
    values.putAll(born(stamp));
    values.putAll(unseen(values, file));
    PictureFacts.refresh(values);
    edits.makeIn(values);
    complete(values);
    Metadata metadata = Metadata.of(values);
    return created(EventTypes.ASSET_CREATE, new Asset(id, 1, blob.sha256(), metadata), null);
  }

  /** An asset whose file was found again, with this as its present version. */
  public AssetChange.Created rescue(
      String id, TreePath path, NewFile file, long version, ChangeStamp stamp) {
    Asset made = create(id, path, file, FieldEdits.NONE, stamp).after();
    Map<String, Object> values = new LinkedHashMap<>(made.metadata().asMap());
    values.put("versionNumber", version);
    return created(
        EventTypes.ASSET_CREATE_FROM_FILESTORE_RESCUE,
        new Asset(id, made.revision(), made.blob(), Metadata.of(values)),
        null);
  }

  /** A new asset with the file and the editable fields of another. */
  public AssetChange.Created copy(Asset source, String id, TreePath path, ChangeStamp stamp) {
    Map<String, Object> values = new LinkedHashMap<>(source.metadata().asMap());
    values.keySet().removeAll(CHECKOUT_FIELDS);
    values.keySet().removeAll(OF_SOME_NAMES);
    values.putAll(placed(path));
    if (seenOtherwise(source, values)) {
      values.putAll(unseen(values));
    }
    values.putAll(born(stamp));
    values.putAll(filed(stamp));
    complete(values);
    return created(
        EventTypes.ASSET_CREATE_BY_COPY,
        new Asset(id, 1, source.blob(), Metadata.of(values)),
        source);
  }

  /** An asset from the trash, which is as it was, but perhaps at another place. */
  public AssetChange.Restored restore(Asset asset, TreePath path) {
    Map<String, Object> values = new LinkedHashMap<>(asset.metadata().asMap());
    if (!path.equals(asset.path())) {
      values.keySet().removeAll(OF_SOME_NAMES);
      values.putAll(placed(path));
    }
    complete(values);
    Metadata metadata = Metadata.of(values);
    return new AssetChange.Restored(
        new Asset(asset.id(), asset.revision() + 1, asset.blob(), metadata),
        difference.between(Metadata.EMPTY, metadata));
  }

  /** The asset with other values; empty where that changes nothing. */
  public Optional<AssetChange.Updated> edit(Asset asset, FieldEdits edits, ChangeStamp stamp) {
    Map<String, Object> values = new LinkedHashMap<>(asset.metadata().asMap());
    edits.makeIn(values);
    complete(values);
    stamp(values, stamp);
    return updated(EventTypes.ASSET_UPDATE_METADATA, asset, values);
  }

  /** The asset with a new file, and other values along with it. */
  AssetChange.Updated checkIn(
      Asset asset, NewFile file, FieldEdits edits, CheckIn options, ChangeStamp stamp) {
    Blob blob = file.blob();
    Map<String, Object> values = new LinkedHashMap<>(asset.metadata().asMap());
    values.keySet().removeAll(NewFile.SIZE);
    Map<String, Object> found = new LinkedHashMap<>(file.valuesFor(values));
    if (options.keepMetadata()) {
      found.keySet().retainAll(NewFile.SIZE);
    }
    values.putAll(found);
    edits.makeIn(values);
    values.putAll(filed(blob, stamp));
    values.putAll(unseen(values, file));
    PictureFacts.refresh(values);
    values.put("versionNumber", asset.version() + (options.createVersion() ? 1 : 0));
    if (options.clearCheckout()) {
      values.keySet().removeAll(CHECKOUT_FIELDS);
    }
    complete(values);
    stamp(values, stamp);
    // even the same bytes checked in again are a check-in: it ends a check-out
    Metadata metadata = Metadata.of(values);
    return new AssetChange.Updated(
        EventTypes.ASSET_CHECKIN,
        asset,
        new Asset(asset.id(), asset.revision() + 1, blob.sha256(), metadata),
        difference.between(asset.metadata(), metadata));
  }

  /** The asset with the file and the metadata of an old version, as a new one. */
  public AssetChange.Updated promote(Asset asset, AssetVersion version, ChangeStamp stamp) {
    Map<String, Object> now = asset.metadata().asMap();
    boolean unknown = version.metadata().names().isEmpty();
    Map<String, Object> values = new LinkedHashMap<>(unknown ? now : version.metadata().asMap());
    values.keySet().removeAll(STAYING);
    STAYING.stream().filter(now::containsKey).forEach(name -> values.put(name, now.get(name)));
    values.put("fileSize", version.fileSize());
    values.put("placeholder", Boolean.toString(version.fileSize() == 0));
    values.putAll(filed(stamp));
    values.put("versionNumber", asset.version() + 1);
    values.putAll(unseen(values));
    if (unknown) {
      values.remove("firstExtractedChecksum");
    }
    complete(values);
    stamp(values, stamp);
    Metadata promoted = Metadata.of(values);
    return new AssetChange.Updated(
        EventTypes.ASSET_PROMOTE,
        asset,
        new Asset(asset.id(), asset.revision() + 1, version.blob(), promoted),
        Map.of(),
        difference.between(asset.metadata(), promoted));
  }

  /** The asset at another place; empty where it is there already. */
  public Optional<AssetChange.Updated> place(
      Asset asset, TreePath path, EventType type, ChangeStamp stamp) {
    Map<String, Object> values = new LinkedHashMap<>(asset.metadata().asMap());
    values.keySet().removeAll(OF_SOME_NAMES);
    values.putAll(placed(path));
    if (seenOtherwise(asset, values)) {
      values.putAll(unseen(values));
    }
    stamp(values, stamp);
    return updated(type, asset, values);
  }

  /** The asset with other values of fields that the server keeps; empty where they are the same. */
  Optional<AssetChange.Updated> derive(Asset asset, Map<String, Object> derived) {
    Map<String, Object> values = new LinkedHashMap<>(asset.metadata().asMap());
    values.putAll(derived);
    Metadata before = asset.metadata();
    if (!before.get("width").equals(Metadata.of(values).get("width"))) {
      PictureFacts.refresh(values);
    }
    return updated(EventTypes.ASSET_UPDATE_METADATA, asset, values);
  }

  /** The asset checked out. */
  public Optional<AssetChange.Updated> checkOut(Asset asset, String client, ChangeStamp stamp) {
    Map<String, Object> values = new LinkedHashMap<>(asset.metadata().asMap());
    values.put("checkedOut", stamp.at());
    values.put("checkedOutBy", stamp.user());
    values.put("checkedOutOnClient", client);
    return updated(EventTypes.ASSET_CHECKOUT, asset, values);
  }

  /** The asset not checked out; empty where it is not. */
  public Optional<AssetChange.Updated> undoCheckOut(Asset asset) {
    Map<String, Object> values = new LinkedHashMap<>(asset.metadata().asMap());
    values.keySet().removeAll(CHECKOUT_FIELDS);
    return updated(EventTypes.ASSET_UNDO_CHECKOUT, asset, values);
  }

  /** What going from one place to another is called. */
  public static EventType moveType(TreePath from, TreePath to) {
    return from.parent().same(to.parent()) ? EventTypes.ASSET_RENAME : EventTypes.ASSET_MOVE;
  }

  private AssetChange.Created created(EventType type, Asset asset, @Nullable Asset source) {
    return new AssetChange.Created(
        type, asset, source, difference.between(Metadata.EMPTY, asset.metadata()));
  }

  private Optional<AssetChange.Updated> updated(
      EventType type, Asset asset, Map<String, Object> values) {
    Metadata metadata = Metadata.of(values);
    Map<String, FieldChange> changed = difference.between(asset.metadata(), metadata);
    if (changed.isEmpty()) {
      return Optional.empty();
    }
    Asset after = new Asset(asset.id(), asset.revision() + 1, asset.blob(), metadata);
    return Optional.of(new AssetChange.Updated(type, asset, after, changed));
  }

  /** Adds the value that says whether there is one in each field that is required. */
  private void complete(Map<String, Object> values) {
    boolean complete = true;
    for (String name : required) {
      complete &= !blank(values.get(name));
    }
    values.put("metadataComplete", Boolean.toString(complete));
  }

  private static boolean blank(@Nullable Object value) {
    return value == null || (value instanceof String text && text.isBlank());
  }

  private static void stamp(Map<String, Object> values, ChangeStamp stamp) {
    values.put("assetModified", stamp.at());
    values.put("assetModifier", stamp.user());
  }

  private Map<String, Object> placed(TreePath path) {
    Map<String, Object> values = new LinkedHashMap<>();
    String filename = path.name();
    int dot = filename.lastIndexOf('.');
    String baseName = dot > 0 ? filename.substring(0, dot) : filename;
    String extension = dot > 0 ? filename.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
    values.put("assetPath", path.text());
    values.put("folderPath", path.parent().text());
    if (!path.parent().isRoot()) {
      values.put("ancestorPaths", path.ancestors().stream().map(TreePath::text).toList());
    }
    values.put("filename", filename);
    values.put("name", extension.equals("collection") ? baseName : filename);
    values.put("baseName", baseName);
    if (!extension.isEmpty()) {
      values.put("extension", extension);
    }
    FileTypes.FileType type = fileTypes.of(extension);
    values.put("assetType", type.type());
    values.put("assetDomain", type.domain());
    values.put("mimeType", type.mimeType());
    if (!type.fileType().isEmpty()) {
      values.put("fileType", type.fileType());
    }
    return values;
  }

  private static Map<String, Object> filed(Blob blob, ChangeStamp stamp) {
    Map<String, Object> values = new LinkedHashMap<>(filed(stamp));
    values.put("fileSize", blob.length());
    values.put("placeholder", Boolean.toString(blob.length() == 0));
    values.put("firstExtractedChecksum", blob.md5());
    return values;
  }

  private static Map<String, Object> filed(ChangeStamp stamp) {
    return Map.of(
        "fileModified", stamp.at(),
        "assetFileModified", stamp.at(),
        "assetFileModifier", stamp.user());
  }

  /** A file of this type and size has no preview yet, or never will. */
  private Map<String, Object> unseen(Map<String, Object> values) {
    Metadata file = Metadata.of(values);
    long length = file.number("fileSize", 0);
    PreviewState initial =
        length > 0 && external.test(file.text("extension"))
            ? PreviewState.WAITING
            : PreviewKind.initialState(file.text("mimeType"), file.text("assetDomain"), length);
    return state(initial);
  }

  /** The preview state of a file that comes in: one that was not read as a whole waits. */
  private Map<String, Object> unseen(Map<String, Object> values, NewFile file) {
    return file.read() == NewFile.Read.ALL || file.length() == 0
        ? unseen(values)
        : state(PreviewState.WAITING);
  }

  /** Whether a file is made visible in another way, or by somebody else, with these values. */
  private boolean seenOtherwise(Asset asset, Map<String, Object> values) {
    Map<String, Object> before = asset.metadata().asMap();
    return !kind(values).equals(kind(before))
        || external.test(Metadata.of(values).text("extension"))
            != external.test(asset.metadata().text("extension"));
  }

  private static Map<String, Object> state(PreviewState state) {
    return Map.of("previewState", state.text(), "thumbnailState", state.text());
  }

  private static Optional<PreviewKind> kind(Map<String, Object> values) {
    Metadata file = Metadata.of(values);
    return PreviewKind.of(file.text("mimeType"), file.text("assetDomain"));
  }

  private static Map<String, Object> born(ChangeStamp stamp) {
    return Map.of(
        "versionNumber", 1L,
        "fileCreated", stamp.at(),
        "assetCreated", stamp.at(),
        "assetCreator", stamp.user(),
        "assetModified", stamp.at(),
        "assetModifier", stamp.user());
  }

  /**
   * How a file is checked in.
   *
   * @param clearCheckout whether it ends a check-out
   * @param createVersion whether the old file stays as a version; otherwise the new one takes its
   *     number
   * @param keepMetadata whether the asset's values win over those that the file brings along
   */
  public record CheckIn(boolean clearCheckout, boolean createVersion, boolean keepMetadata) {}
}
