package dev.carillon.server.asset.port;

import java.util.List;

/** What is in collections and other containers. */
@FunctionalInterface
public interface Members {

  /** Nothing is in anything. */
  Members NONE = containerId -> List.of();

  /** The ids of a container's members, in its order; none where the asset is no container. */
  List<String> of(String containerId);
}
