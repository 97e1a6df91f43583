/**
 * Relations between assets, containers and their members. Uses {@code asset}, {@code bulk} and
 * {@code search.query}.
 */
@NullMarked
package dev.carillon.server.assets.relation;

import org.jspecify.annotations.NullMarked;
