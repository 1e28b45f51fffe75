/**
 * Where samples come from: COCO folders, folders of images with results of any model, both with
 * regions that nobody labelled left out of the loss; views over them; and COCO folders written.
 */
package org.jpose.data.source;
