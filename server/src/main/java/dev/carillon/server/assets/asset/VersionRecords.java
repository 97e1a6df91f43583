package dev.carillon.server.assets.asset;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.assets.file.RescueRecords;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Records versions for rescue, each before the change that makes it is committed. Of two changes
 * that plan a version of the same number at once only one is made; the other one, whether it is
 * planned again or refused, then records that version as the database has it.
 */
public record VersionRecords(AssetLedger ledger, RescueRecords records) {

  private static final System.Logger LOG = System.getLogger(VersionRecords.class.getName());

  /**
   * Makes a change of an asset.
   *
   * @param change is given what records a version that it plans; it may plan several times
   */
  public <T> T during(String id, Function<Consumer<Asset>, T> change) {
    List<Long> planned = new ArrayList<>();
    try {
      T made =
          change.apply(
              asset -> {
                planned.add(asset.version());
                write(asset.path().text(), asset.id(), asset.version(), asset.blob());
              });
      correctAllButTheLast(id, planned);
      return made;
    } catch (HooksException unknown) {
      // the last plan may have been committed all the same: better a record too many
      correctAllButTheLast(id, planned);
      throw unknown;
    } catch (RuntimeException notMade) {
      planned.forEach(version -> correct(id, version));
      throw notMade;
    }
  }

  /**
   * Makes a change by which an asset comes back from the trash, with all its versions.
   *
   * @param path where it was
   */
  public <T> T restoring(String id, String path, Supplier<T> change) {
    Map<Long, String> files = ledger.read(c -> VersionStore.files(c, id));
    try {
      files.forEach((number, blob) -> write(path, id, number, blob));
      return change.get();
    } catch (HooksException unknown) {
      // it may have been committed all the same: better records too many
      throw unknown;
    } catch (RuntimeException notMade) {
      files.keySet().forEach(number -> correct(id, number));
      throw notMade;
    }
  }

  private void correctAllButTheLast(String id, List<Long> planned) {
    planned.stream().limit(Math.max(0, planned.size() - 1)).forEach(past -> correct(id, past));
  }

  /** Corrects the record of a version. A failure is logged, and does not fail the change. */
  private void correct(String id, long number) {
    try {
      Optional<Asset> asset = ledger.read(c -> AssetStore.find(c, id));
      Optional<AssetVersion> version = ledger.read(c -> VersionStore.find(c, id, number));
      if (asset.isPresent() && version.isPresent()) {
        write(asset.get().path().text(), id, number, version.get().blob());
      } else {
        records.forget(id, number);
      }
    } catch (HooksException | UncheckedIOException trouble) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The rescue record of version " + number + " of asset " + id + " could not be corrected",
          trouble);
    }
  }

  private void write(String path, String id, long version, String blob) {
    records.write(new RescueRecords.Entry(id, path, version, blob));
  }
}
