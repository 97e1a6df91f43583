package dev.carillon.server.assets.relation;

import java.util.List;

/** What is in collections and other containers. */
@FunctionalInterface
public interface Members {

  /** The ids of a container's members, in its order; none where the asset is no container. */
  List<String> of(String containerId);
}
