/**
 * What is done with assets while no server runs: making them again from their files when the
 * database is lost. Works through the same changes as everything else, so that events are told.
 */
@NullMarked
package dev.carillon.server.asset.rescue;

import org.jspecify.annotations.NullMarked;
