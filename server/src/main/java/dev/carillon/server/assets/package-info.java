/**
 * The area of assets, put together; and {@code AssetsApi}, which creates and updates them. Uses the
 * packages below it.
 */
@NullMarked
package dev.carillon.server.assets;

import org.jspecify.annotations.NullMarked;
