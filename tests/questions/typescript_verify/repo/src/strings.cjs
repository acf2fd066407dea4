exports.slugify = (title) => title;
exports.truncate = (text, most) => text.slice(0, most);
