package dev.carillon.server.assets.folder;

import java.util.List;

/**
 * A page of folders.
 *
 * @param total how many there are in all
 */
public record FolderPage(List<Folder> folders, long total) {
  public FolderPage {
    folders = List.copyOf(folders);
  }
}
