var Query = class extends Removable {
	#state;

	get meta() {
		return this.#state;
	}

	broken(a

	async fetch(options) {
		return request(options);
	}

	static *pages() {}
};

const table = {
	first(a) {
		return [a,
	},

	second(b) {
		return b;
	},
};

export { Query };
