/**
 * What the calls about assets share: how metadata is read from requests ({@link
 * dev.carillon.server.assets.api.MetadataParams}) and how assets are shown in responses ({@link
 * dev.carillon.server.assets.api.AssetJson}). Uses {@code asset}, {@code content}, {@code field}
 * and {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.api;

import org.jspecify.annotations.NullMarked;
