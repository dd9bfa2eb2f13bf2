import ephemeron from './index.js';

// What `import` gets, and by the second name what `require` gets, so that no configuration needs `.default`.
export { ephemeron as default, ephemeron as 'module.exports' };
