/**
 * What was done with assets, by whom and when: the log that each change writes in its own
 * transaction, and the calls that read it and add to it. A part of the asset feature.
 */
@NullMarked
package dev.carillon.server.asset.history;

import org.jspecify.annotations.NullMarked;
