/**
 * The calls that create, change and check in or out single assets, and how they read metadata. Uses
 * {@code asset} and what shows and stores assets.
 */
@NullMarked
package dev.carillon.server.asset.edit;

import org.jspecify.annotations.NullMarked;
