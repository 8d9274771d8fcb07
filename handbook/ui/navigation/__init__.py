"""Ways through the handbook: contents, outline, breadcrumb, history, quick open."""
