package dev.carillon.server.assets.rescue;

/**
 * What a rescue found.
 *
 * @param rescued assets that were made again, or would be
 * @param there assets that were not lost
 * @param lost assets none of whose files is intact
 * @param damaged files that are not what they were
 * @param missing files that are not there
 * @param unreadable records that say nothing
 */
public record RescueReport(
    int rescued, int there, int lost, int damaged, int missing, int unreadable) {

  /** Whether nothing is wrong with any file or record. */
  public boolean clean() {
    return lost + damaged + missing + unreadable == 0;
  }
}
